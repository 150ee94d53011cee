/** What a model identifier stands for. */
export interface IphoneModel {
  readonly name: string;
  readonly chip: string;
}

/** Newest generation of the table below: later ones have names that nobody knew when it was written. */
const NEWEST_GENERATION = 18;

/** iPhones that have iOS 18 or newer, by the identifier that they report. From Apple's device database in Xcode. */
const table: Readonly<Record<string, readonly [name: string, chip: string]>> = {
  'iPhone11,2': ['iPhone XS', 'A12'],
  'iPhone11,4': ['iPhone XS Max', 'A12'],
  'iPhone11,6': ['iPhone XS Max', 'A12'],
  'iPhone11,8': ['iPhone XR', 'A12'],
  'iPhone12,1': ['iPhone 11', 'A13'],
  'iPhone12,3': ['iPhone 11 Pro', 'A13'],
  'iPhone12,5': ['iPhone 11 Pro Max', 'A13'],
  'iPhone12,8': ['iPhone SE 2', 'A13'],
  'iPhone13,1': ['iPhone 12 mini', 'A14'],
  'iPhone13,2': ['iPhone 12', 'A14'],
  'iPhone13,3': ['iPhone 12 Pro', 'A14'],
  'iPhone13,4': ['iPhone 12 Pro Max', 'A14'],
  'iPhone14,2': ['iPhone 13 Pro', 'A15'],
  'iPhone14,3': ['iPhone 13 Pro Max', 'A15'],
  'iPhone14,4': ['iPhone 13 mini', 'A15'],
  'iPhone14,5': ['iPhone 13', 'A15'],
  'iPhone14,6': ['iPhone SE 3', 'A15'],
  'iPhone14,7': ['iPhone 14', 'A15'],
  'iPhone14,8': ['iPhone 14 Plus', 'A15'],
  'iPhone15,2': ['iPhone 14 Pro', 'A16'],
  'iPhone15,3': ['iPhone 14 Pro Max', 'A16'],
  'iPhone15,4': ['iPhone 15', 'A16'],
  'iPhone15,5': ['iPhone 15 Plus', 'A16'],
  'iPhone16,1': ['iPhone 15 Pro', 'A17 Pro'],
  'iPhone16,2': ['iPhone 15 Pro Max', 'A17 Pro'],
  'iPhone17,1': ['iPhone 16 Pro', 'A18 Pro'],
  'iPhone17,2': ['iPhone 16 Pro Max', 'A18 Pro'],
  'iPhone17,3': ['iPhone 16', 'A18'],
  'iPhone17,4': ['iPhone 16 Plus', 'A18'],
  'iPhone17,5': ['iPhone 16e', 'A18'],
  'iPhone18,1': ['iPhone 17 Pro', 'A19 Pro'],
  'iPhone18,2': ['iPhone 17 Pro Max', 'A19 Pro'],
  'iPhone18,3': ['iPhone 17', 'A19'],
  'iPhone18,4': ['iPhone Air', 'A19 Pro'],
};

/** The identifiers, such as `iPhone15,4`. */
export const iphoneModels: readonly string[] = Object.keys(table);

/** What is known of an identifier; null: the phone is newer than this table. */
export function iphoneModel(model: string): IphoneModel | null {
  const [name, chip] = table[model] ?? [];
  return name === undefined || chip === undefined ? null : { name, chip };
}

/** Whether a phone may have this identifier: one that is known, or one of a later generation. */
export function isIphoneModel(model: string): boolean {
  const generation = /^iPhone(\d+),[1-9]\d?$/.exec(model)?.[1];
  return iphoneModels.includes(model) || Number(generation ?? 0) > NEWEST_GENERATION;
}
