import Foundation
import Support
import Testing

@Suite struct InitCommandTests {
    @Test func `the starter passes check and runs against the stand-in`() async throws {
        let folder = try TemporaryFolder()
        let written = try await Command(["init"], in: folder).run()
        #expect(written.code == 0)
        #expect(written.output == "")
        #expect(written.errors.contains("written: turnout.yaml"))
        #expect(try await Command(["check", "turnout.yaml"], in: folder).run().code == 0)
        let run = try await Command(["run", "turnout.yaml", "--participants", "5", "--out", "run"], in: folder).run()
        #expect(run.code == 0, "\(run.errors)")
    }

    @Test func `the log-in of the stand-in's site is found, checked and run`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "unlimited", in: folder) { server in
            let written = try await Command(["init", "login.yaml", "--site", "\(server.url)/site"], in: folder).run()
            #expect(written.code == 0, "\(written.errors)")
            #expect(written.errors.contains("log-in form: POST /site/login"))
            let check = try await Command(["check", "login.yaml"], in: folder).run()
            #expect(check.code == 0, "\(check.errors)")
            let run = try await Command(["run", "login.yaml", "--out", "run"], in: folder).run()
            #expect(run.code == 0, "\(run.output)\(run.errors)")
            #expect(run.output.contains("10 of 10"))
            let wrong = try await Command(
                ["run", "login.yaml", "--set", "journey.1.form.password=wrong", "--out", "wrong"], in: folder
            ).run()
            #expect(wrong.code == 99, "\(wrong.output)\(wrong.errors)")
            #expect(wrong.output.contains("10 × log in: status 401"))
        }
    }
}
