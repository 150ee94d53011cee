'use strict';
const childProcess = require('node:child_process');
const { EventEmitter } = require('node:events');
const { syncBuiltinESMExports } = require('node:module');

/**
 * Loaded before everything else in the processes of `npm test`. On Linux node-llama-cpp starts a process before it loads
 * llama.cpp, to see whether its library runs on this host: half of what a launch of a virtual phone computes, and there are
 * hundreds. `npm test` has had it looked at once (ensure-binding.ts); what that found is the answer for the same library.
 */
const CHECK = /[\\/]node-llama-cpp[\\/]dist[\\/]bindings[\\/]utils[\\/]testBindingBinary\.js$/;

const fork = childProcess.fork;
childProcess.fork = (file, ...rest) =>
  CHECK.test(String(file)) ? new Checked(() => fork(file, ...rest)) : fork(file, ...rest);
syncBuiltinESMExports();

/** Answers as the process of the check does: without one for the library of a processor, for any other by one. */
class Checked extends EventEmitter {
  exitCode = null;
  killed = false;

  constructor(startCheck) {
    super();
    this.startCheck = startCheck;
    this.says({ type: 'ready' });
  }

  send(message) {
    if (this.check) return this.check.send(message);
    if (message.type === 'start' && message.gpu !== false) return this.beginCheck(message);
    if (message.type === 'start') this.says({ type: 'loaded' });
    if (message.type === 'test') this.says({ type: 'done' });
    if (message.type === 'exit') setImmediate(() => this.emit('exit', 0));
    return true;
  }

  kill(signal) {
    return this.check?.kill(signal) ?? true;
  }

  says(message) {
    setImmediate(() => this.emit('message', message));
  }

  beginCheck(start) {
    this.check = this.startCheck();
    this.check.on('message', (message) =>
      message.type === 'ready' ? this.check.send(start) : this.emit('message', message),
    );
    this.check.on('exit', (code) => this.emit('exit', code));
    return true;
  }
}
