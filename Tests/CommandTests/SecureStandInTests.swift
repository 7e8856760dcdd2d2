// The stand-in set up like the real platform: over TLS, with API and web client under two names.
import Analysis
import Foundation
import Glibc
import Support
import Testing

@Suite(.serialized) struct SecureStandInTests {
    @Test(arguments: ["1.1", "2"])
    func `a crowd walks the entry across both hosts over TLS`(version: String) async throws {
        let folder = try TemporaryFolder()
        let options = ["--tls", "--ca-out", "ca.pem", "--two-hosts"]
        try await ServingStandIn.with(profile: "unlimited", options: options, in: folder) { standIn in
            let port = standIn.port
            #expect(standIn.url == "https://api.turnout.test:\(port)")
            #expect(standIn.web == "https://edu.turnout.test:\(port)")
            try folder.write(
                "two-hosts.yaml",
                """
                turnout: 1
                name: Two hosts
                target:
                  api: \(standIn.url)
                  web: \(standIn.web)
                  tls: { ca: ca.pem }
                  http: "\(version)"
                  resolve: { "api.turnout.test:\(port)": 127.0.0.1, "edu.turnout.test:\(port)": 127.0.0.1 }
                platform:
                  client: { id: turnout, secret: turnout-secret }
                  host: { email: host@example.test, password: host-password }
                  space: create
                  room: { create: { name: Load rehearsal, type: lesson } }
                participants: { count: 50 }
                arrival: at-once
                journey:
                  - token: { grant: password }
                  - generate-access: { role: user, as: host }
                  - enter-room:
                  - leave-room:
                thresholds: [ turnout == 100%, failures == 0 ]
                """)
            let outcome = try await Command(["run", "two-hosts.yaml", "--out", "run", "--quiet"], in: folder).run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
            let summary = try Summary(json: folder.read("run/summary.json"))
            #expect(summary.participants.entered == 50)
            #expect(summary.target.http == version)
        }
    }

    @Test(arguments: [
        ("none/ca.pem", "cannot write 'none/ca.pem': its directory does not exist"),
        (".", "cannot write '.': Is a directory"), ("", "cannot write a file without a name"),
        (
            "ca.pem/ca.pem",
            "cannot write 'ca.pem/ca.pem': its directory does not exist"
        ),
    ]) func `an unusable path for the CA certificate is one clear error`(file: String, words: String) async throws {
        let outcome = try await Command(["stand-in", "--tls", "--ca-out", file], in: TemporaryFolder()).run()
        #expect(outcome.errors == "turnout: \(words)\n")
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
    }

    @Test func `the CA certificate is written through a symbolic link, which stays a link`() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/link.pem", withDestinationPath: "target.pem")
        let options = ["--tls", "--ca-out", "link.pem"]
        try await ServingStandIn.with(profile: "unlimited", options: options, in: folder) { _ in
            let authority = try folder.read("target.pem")
            #expect(authority.hasPrefix("-----BEGIN CERTIFICATE-----"))
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder.path)/link.pem")
            #expect(target == "target.pem")
        }
    }

    @Test func `a stand-in that cannot start does not overwrite the CA certificate of a running one`() async throws {
        let folder = try TemporaryFolder()
        let options = ["--tls", "--ca-out", "ca.pem"]
        try await ServingStandIn.with(profile: "unlimited", options: options, in: folder) { standIn in
            let authority = try folder.read("ca.pem")
            let second = try await Command(["stand-in", "--port", "\(standIn.port)"] + options, in: folder).run()
            #expect(second.code == ExitCode.notCarriedOut.rawValue)
            #expect(try folder.read("ca.pem") == authority)
        }
    }

    @Test func `it prints which certificate to trust and where the names must resolve to`() async throws {
        let folder = try TemporaryFolder()
        let command = Command(
            ["stand-in", "--tls", "--ca-out", "ca.pem", "--two-hosts", "--no-color"], in: folder)
        let outcome = try await command.run { running in
            #expect(
                await running.output.line {
                    $0.contains("curl --cacert ca.pem --connect-to ::127.0.0.1: https://api.turnout.test:")
                } != nil)
            running.send(SIGINT)
        }
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("https://edu.turnout.test:") && outcome.output.contains("resolve to 127.0.0.1"))
        #expect(try folder.read("ca.pem").hasPrefix("-----BEGIN CERTIFICATE-----"))
    }
}
