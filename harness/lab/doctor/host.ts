/** A phone as usbmuxd lists it. */
export interface UsbPhone {
  readonly udid: string;
  /** `Network`: paired over Wi-Fi, no cable. */
  readonly connection: string;
}

/** A place where a tunnel registry may be, and what is there. */
export interface RegistryPlace {
  readonly port: number;
  /**
   * How the port was found: in this user's file, where the driver looks too; in the file that a tunnel started by root left in root's
   * home; or because it is the driver's usual one.
   */
  readonly known: 'own-file' | 'file-of-root' | 'usual-port';
  readonly answers: boolean;
}

/** Packages that a phone needs on this host. */
export interface HostPackages {
  /** Version of appium-ios-remotexpc, which npm leaves out with `--omit=optional`; null: it does not load. */
  readonly remotexpc: string | null;
  /** Whether the driver of the tunnel's network interface is built for this system. */
  readonly hasTunnelDriver: boolean;
  /** Versions by package name, of what drives the phones. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
}

/** What may be asked of this host. Each question has a limit of its own and throws when it has no answer. */
export interface Host {
  /** As Node names them: `darwin`, `linux`; `arm64`, `x64`. */
  readonly platform: string;
  readonly architecture: string;
  /** The line that starts the tunnel on this host. */
  readonly tunnelLine: string;
  /** The line that mounts the developer image of a phone on this host, where no Xcode does. */
  mountLine(udid: string): string;
  packages(): Promise<HostPackages>;
  /** Null where there is no such command. */
  run(command: string, args: readonly string[]): Promise<CommandOutput | null>;
  usbPhones(): Promise<readonly UsbPhone[]>;
  hasPairRecord(udid: string): Promise<boolean>;
  registries(): Promise<readonly RegistryPlace[]>;
  /** Versions as they were when the lab was examined first, or last kept; null: never. */
  keptVersions(): Promise<Readonly<Record<string, string>> | null>;
}
