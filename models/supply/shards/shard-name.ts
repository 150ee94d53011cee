import { basename, dirname, join } from 'node:path';

/** `llama_split_path` of llama.cpp: `<prefix>-00001-of-00004.gguf`, counted from 1. */
export function shardName(prefix: string, index: number, count: number): string {
  const five = (number: number): string => String(number).padStart(5, '0');
  return `${prefix}-${five(index + 1)}-of-${five(count)}.gguf`;
}

/** Prefix, index from 0 and count in a shard's path, or null when it is not named like one. */
export function shardOf(path: string): { prefix: string; index: number; count: number } | null {
  const [, prefix, number, count] = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/.exec(basename(path)) ?? [];
  if (prefix === undefined || Number(number) < 1 || Number(number) > Number(count)) return null;
  return { prefix: join(dirname(path), prefix), index: Number(number) - 1, count: Number(count) };
}
