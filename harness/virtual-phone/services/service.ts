import type { Socket } from 'node:net';
import type { PhoneCondition } from '../condition.ts';
import type { AppContainers } from '../container.ts';
import type { RecordedAnswers } from '../recorded/recorded-answers.ts';
import type { ByteReader } from './byte-reader.ts';

/** What Instruments does with the processes of a phone; 0 stands for a process that is not there. */
export interface Processes {
  /** @returns its process id, 0 where there is no such app */
  launch(bundleId: string, environment: Readonly<Record<string, string>>): Promise<number>;
  pidOf(bundleId: string): number;
  kill(pid: number): void;
}

/** What every service may know of the phone it belongs to. */
export interface PhoneState {
  readonly udid: string;
  readonly name: string;
  readonly productType: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly apps: AppContainers;
  readonly condition: PhoneCondition;
  readonly processes: Processes;
  /** Where its crash reports lie. */
  readonly crashFolder: string;
  /** What a phone answered once, and this one answers in its place; null: it has answers of its own. */
  readonly recorded: RecordedAnswers | null;
  freeBytes(): number;
  /** Most bytes that one read of a file gives: a service may give less than was asked for. */
  mostOfARead(): number;
  battery(): { temperatureCelsius: number; percent: number; charging: boolean };
  /** Counts a command that reached the phone. */
  record(service: string, command: string): void;
  /** Notifies everyone who observes this notification. */
  notify(name: string): void;
  readonly observers: Set<(name: string) => void>;
}

/** One conversation with a client, from check-in to close. */
export type Service = (socket: Socket, reader: ByteReader, phone: PhoneState) => Promise<void>;
