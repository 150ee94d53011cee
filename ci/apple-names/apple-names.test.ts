import { expect, test } from 'vitest';
import { compareNames } from './compare-names.ts';
import { membersOf, readSdkText } from './sdk-text.ts';
import { readStub } from './stub-names.ts';

/** As the package writes it, cut short. */
const SDK = readSdkText([
  `
/**
 * @since 11.0
 */
declare class MLModel extends NSObject {

	static alloc(): MLModel; // inherited from NSObject

	/**
	 * @since 18.0
	 */
	newState(): MLState;

	/**
	 * @since 18.0
	 */
	predictionFromFeaturesUsingStateError(inputFeatures: MLFeatureProvider, state: MLState): MLFeatureProvider | null;

	static modelWithContentsOfURLConfigurationError(url: NSURL, configuration: MLModelConfiguration): MLModel;

	/**
	 * @since 26.0
	 */
	readonly thoughts: string;
}

declare const enum MLComputeUnits {

	CPUOnly = 0,
}

declare class UIDevice extends NSObject {

	batteryMonitoringEnabled: boolean;

	static readonly currentDevice: UIDevice;
}

declare const enum UIDeviceBatteryState {

	Unknown = 0,
}

/**
 * @since 3.0
 */
declare var UIDeviceBatteryStateDidChangeNotification: string;

interface MTLDevice extends NSObjectProtocol {

	/**
	 * @since 11.0
	 */
	currentAllocatedSize: number;
}
declare var MTLDevice: {

	prototype: MTLDevice;
};

declare class NSProcessInfo extends NSObject {

	readonly lowPowerModeEnabled: boolean;
}
`,
]);

const compare = (stub: string, isGuarded = false) => compareNames(readStub(stub), SDK, () => isGuarded);

const STUB = `
open class MLModel: NSObject {
  public convenience init(contentsOf url: URL, configuration: MLModelConfiguration) throws { fatalError() }
  public func makeState() -> MLState { fatalError() }  // Objective-C: newState
  public func prediction(from inputFeatures: any MLFeatureProvider, using state: MLState) throws -> any MLFeatureProvider {
    fatalError()
  }
  // Swift alone
  public func shaped<S: Scalar, R>(_ body: (S) -> R) -> R { fatalError() }
}
public enum MLComputeUnits: Int { case cpuOnly = 0 }
@MainActor open class UIDevice: NSObject {
  public class var current: UIDevice { fatalError() }
  public enum BatteryState: Int, Sendable { case unknown = 0 }
  public var isBatteryMonitoringEnabled: Bool { get { fatalError() } set {} }
  public nonisolated static var batteryStateDidChangeNotification: NSNotification.Name { fatalError() }
}
public protocol MTLDevice {
  var currentAllocatedSize: Int { get }
}
extension ProcessInfo {
  public var isLowPowerModeEnabled: Bool { fatalError() }
}
`;

test("Swift's names are found under Objective-C's, by its rules and by remarks", () => {
  expect(compare(STUB)).toEqual({ problems: [], found: 15, swiftAlone: ['MLModel.shaped'] });
});

test.each([
  [
    'a property',
    'isBatteryMonitoringEnabled',
    'batteryMonitoringIsEnabled',
    15,
    'UIDevice.batteryMonitoringIsEnabled',
  ],
  ['a label', 'using state', 'with state', 5, 'MLModel.prediction'],
  ['an initialiser', 'contentsOf url', 'contentOf url', 3, 'MLModel.init'],
  ['a case', 'case cpuOnly', 'case cpuAlone', 11, 'MLComputeUnits.cpuAlone'],
  ['a type', 'enum BatteryState', 'enum BatteryStatus', 14, 'UIDevice.BatteryStatus'],
  [
    'a notification',
    'batteryStateDidChange',
    'batteryStateChanged',
    16,
    'UIDevice.batteryStateChangedNotification',
  ],
  ['a remark', 'Objective-C: newState', 'Objective-C: newstate', 4, 'MLModel.makeState'],
])('%s that is spelt otherwise is refused, with its line', (_, right, wrong, line, name) => {
  const { problems } = compare(STUB.replace(right, wrong));
  expect(problems[0]).toEqual({ line, what: `Apple's SDK has no ${name}` });
});

test('a name that came after the oldest system is refused, unless its users ask for the newer one', () => {
  const stub = 'open class MLModel {\n  public var thoughts: String { "" }\n}\n';
  expect(compare(stub).problems).toEqual([
    { line: 2, what: 'MLModel.thoughts is of iOS 26, and 18 is the oldest that must do' },
  ]);
  expect(compare(stub, true).problems).toEqual([]);
});

test('a type has what its parents declare', () => {
  const sdk = readSdkText([
    'declare class Base {\n\tfirst: number;\n}\ndeclare class Derived extends Base {\n\tsecond: number;\n}\n',
  ]);
  expect(membersOf(sdk, 'Derived').map(({ name }) => name)).toEqual(['second', 'first']);
});
