// Outputs that nobody reads: what is shown holds up nothing that is done.
import Analysis
import Foundation
import Glibc
import PlatformContract
import RunStore
import Support
import Testing

/// Shell commands that leave a descriptor on a pipe that is full and is never read.
private func blocking(_ descriptor: Int) -> String {
    // Opened for reading as well, so that it has a reader; 65,536 bytes are what a pipe holds (pipe(7)).
    "mkfifo full; exec 3<>full; head -c 65536 /dev/zero >&3; exec \(descriptor)>&3"
}

@Suite(.serialized) struct BlockedOutputTests {
    private func enter(_ folder: TemporaryFolder) async throws {
        try await FolderWatch.wait(forRunIn: folder) {
            (try? HarnessAccount(runDirectory: "\(folder.path)/run").entered) ?? 0 >= 5
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `with a blocked standard error participants still start, and a signal ends the run in an orderly way`(
        signal: Int32
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run"], in: folder, preparation: blocking(2)
        ).run { running in
            try await enter(folder)
            running.send(signal)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue)
        #expect(outcome.output.hasPrefix("INTERRUPTED  Long stay: "))
        #expect(try HarnessAccount(runDirectory: "\(folder.path)/run").endpoints["leave"]?.answered == ["204": 5])
    }

    @Test func `with a blocked standard error the second signal still ends the process`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run"], in: folder, preparation: blocking(2)
        ).run { running in
            try await enter(folder)
            running.send(SIGINT)
            running.send(SIGTERM)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue)
    }

    @Test func `the program waits for unread results until the user stops it`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet"], in: folder,
            preparation: blocking(1)
        ).run { running in
            try await FolderWatch.wait(forRunIn: folder) {
                (try? folder.contents("run").contains("summary.json")) == true
            }
            // Its stand-in ends when all that is left is to write the results.
            let standIn = try RunReader(directory: "\(folder.path)/run").standInPort
            #expect(await LoopbackClient.awaitEnd(ofServerAt: standIn))
            #expect(running.isRunning)
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(try Summary(json: folder.read("run/summary.json")).participants.entered == 5)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a stand-in with a blocked standard output serves, and ends on a signal`(signal: Int32) async throws {
        let folder = try TemporaryFolder()
        // Free a moment ago; the stand-in cannot tell its port.
        let free = try LoopbackSocket(backlog: nil)
        free.close()
        let number = UInt16(free.port)
        let outcome = try await Command(
            ["stand-in", "--port", "\(number)"], in: folder, preparation: blocking(1)
        ).run { running in
            // Nothing tells that a port is served now but an answer from it: what the stand-in says is held up.
            while (try? LoopbackClient.get(Truth.path, port: number)) == nil {
                try await Task.sleep(for: .milliseconds(50))
            }
            running.send(signal)
        }
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    // In blocks of 512 bytes: too small for the run file to be made, and reached while the run goes on.
    @Test(arguments: [(100, false), (700, true)])
    func `a file that reaches its size limit is an error that names the limit and what is kept`(
        limit: Int, isMade: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "100", "--out", "run"], in: folder,
            preparation: "ulimit -f \(limit)"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        let message =
            "turnout: The run directory `run` cannot be written: run.sqlite has reached the limit on the size of files "
            + "(`ulimit -f`)."
        let remedy = "\n         Raise the limit (`ulimit -f unlimited`).\n"
        #expect(outcome.errors.contains(message) && outcome.errors.hasSuffix(remedy), "\(outcome.errors)")
        guard isMade else { return #expect(outcome.errors.hasSuffix(message + remedy)) }
        let kept = /The run file contains what was written before; \d+ samples are missing from it\.\n/
        #expect(outcome.errors.contains(kept))
        let report = try await Command(["report", "run"], in: folder).run()
        #expect(report.output.hasPrefix("UNFINISHED  "), "\(report.output)\(report.errors)")
    }

    // In blocks of 512 bytes.
    @Test func `results that reach the file size limit are a failure, and the limit is named`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["check", Shipped.path("ready-room")], in: folder, preparation: "ulimit -f 1; exec >plan.txt"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(
            outcome.errors == "turnout: cannot write to standard output: File too large: the limit on the size of "
                + "files is reached (`ulimit -f`)\n")
    }
}
