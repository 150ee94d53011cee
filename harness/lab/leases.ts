/** The right to use one device; released once, by whoever took it. */
export interface Lease {
  release(): Promise<void>;
}

export interface LeaseRequest {
  /** What names the phone wherever it is used: its udid. */
  readonly device: string;
  /** The run that wants it, for whoever is refused. */
  readonly run: string;
  readonly now: Date;
}

/** Who may use which phone. Of all that want one at once exactly one gets it; what a process held ends with it. */
export interface Leases {
  /** @throws HeatsoakError `DEVICE_LEASED` with the holder's run, `DEVICE_LEASE_CONTESTED`, `LEASE_UNWRITABLE` */
  take(request: LeaseRequest): Promise<Lease>;
}
