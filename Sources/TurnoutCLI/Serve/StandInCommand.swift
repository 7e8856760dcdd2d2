// `turnout stand-in`: serves the stand-in until interrupted.
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import StandIn
import UnixSignals

/// Serves the stand-in.
struct StandInCommand {
    var arguments: StandInArguments
    var console: Console
    private let mask = Umask.current

    /// Descriptors that the server itself needs.
    private static let ownFiles = 64

    func run() throws(Problem) -> ExitCode {
        if arguments.announce {
            // A signal that stops the run must not stop its server while participants leave.
            signal(SIGINT, SIG_IGN)
            signal(SIGHUP, SIG_IGN)
        }
        let configuration = try configuration()
        let files = Preflight.raiseOpenFiles()
        guard files >= StandInCommand.ownFiles else {
            throw Problem(
                "not enough open files: the stand-in needs \(StandInCommand.ownFiles) and one per connection, "
                    + "but the limit is \(files)", remedy: "Raise the limit (`ulimit -n`).")
        }
        // A loop for each processor, and the one of the command.
        let space = AddressSpace.needed(threads: EventLoop.allowedProcessors + 1, connections: 0)
        guard AddressSpace.limit >= space else {
            throw Problem(
                "not enough address space: the stand-in needs \(space) MiB and some for each connection, but the limit "
                    + "is \(AddressSpace.limit) MiB", remedy: "Raise the limit (`ulimit -v`).")
        }
        let server = try StandInServer(configuration: configuration)
        // The loop only provides a task for the synchronous main; the server has its own event loops.
        let problem = try Loops.run(count: 1) { _ throws(Problem) in await serve(server, configuration) }
        if let problem { throw problem }
        return .passed
    }

    private func serve(_ server: StandInServer, _ configuration: StandInConfiguration) async -> Problem? {
        let signals = await UnixSignalsSequence(trapping: arguments.announce ? [.sigterm] : TerminationSignals.trapped)
        let (problems, failed) = AsyncStream.makeStream(of: Problem.self)
        return await withTaskGroup(of: Problem?.self) { group in
            group.addTask {
                do {
                    try await server.run { addresses in
                        do throws(Problem) {
                            try ready(server, addresses, configuration)
                        } catch {
                            failed.yield(error)
                        }
                    }
                    return nil
                } catch is CancellationError {
                    return nil
                } catch {
                    return error as? Problem ?? Problem("\(error)")
                }
            }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            group.addTask {
                for await problem in problems { return problem }
                return nil
            }
            if arguments.announce {
                group.addTask {
                    await StandardInput.closed()
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

extension StandInCommand {
    private func configuration() throws(Problem) -> StandInConfiguration {
        var configuration = try StandInSettings(profile: arguments.profile, file: arguments.config).configuration()
        if let port = arguments.port { configuration.port = port }
        if let seed = arguments.seed { configuration.seed = seed }
        configuration.tls = arguments.tls
        configuration.twoHosts = arguments.twoHosts
        return configuration
    }

    /// Writes the CA certificate and prints the URLs, for a reader or for the run that started the stand-in.
    ///
    /// Only once it is listening: a stand-in that fails to start must not overwrite the certificate of one that is
    /// running.
    private func ready(
        _ server: StandInServer, _ addresses: StandInAddresses, _ configuration: StandInConfiguration
    ) throws(Problem) {
        if let file = arguments.caOut, let authority = server.authority {
            try OutputFile.write(authority, to: file, permissions: 0o666 & ~mask)
        }
        guard !arguments.announce else {
            console.output.write(StandInChild.Announcement(api: addresses.api, web: addresses.web).line, .notice)
            return
        }
        console.show(
            StandInWelcome(addresses: addresses, configuration: configuration, authorityFile: arguments.caOut).lines,
            .notice)
    }
}
