/** Apple's entitlement that lets an app take more of a phone's memory before it is killed. */
export const INCREASED_MEMORY_LIMIT = 'com.apple.developer.kernel.increased-memory-limit';
