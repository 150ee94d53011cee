import Foundation

// The whole program: what the command line asks for, run, and told by the exit code.
exit(AgentCommand(arguments: CommandLine.arguments, environment: ProcessInfo.processInfo.environment).run())
