import type { Service } from './service.ts';

/** A service of the developer image, which a virtual phone offers by name and does not play: whoever speaks to it is cut off. */
export const developerService: Service = async (socket) => void socket.destroy();
