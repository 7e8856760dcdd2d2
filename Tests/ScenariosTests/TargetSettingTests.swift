// Proxies, compression and client certificates in `target`.
import Foundation
import Support
import Testing

@testable import Scenarios

@Suite struct TargetSettingTests {
    private func target(_ text: String, environment: [String: String] = [:]) throws -> TargetPlan {
        try load(Sample.scenario(target: "target: { api: stand-in, \(text) }"), environment: environment).target
    }

    @Test func `compression is asked for unless it is switched off`() throws {
        #expect(try load(Sample.scenario()).target.compression)
        let plan = try load(Sample.scenario(target: "target: { api: stand-in, compression: false }"))
        #expect(!plan.target.compression)
        #expect(plan.summary.connections == ["no compressed bodies"])
        #expect(try load(plan.resolvedDescription).target.compression == false)
    }

    @Test func `the resolved scenario says whether requests carried a trace context, and can be read again`() throws {
        var plan = try load(Sample.scenario())
        #expect(!plan.resolvedDescription.contains("traceparent"))
        plan.target.traceHeader = TraceHeaderPlan(sampled: 0.01)
        #expect(plan.resolvedDescription.contains("\n  # traceparent: 1% of the journeys sampled\n"))
        #expect(try load(plan.resolvedDescription).target.http == plan.target.http)
    }

    @Test(arguments: [
        ("proxy: none", ProxyPlan.none), ("proxy: environment", .environment),
        (
            "proxy: \"http://proxy.example:3128\"",
            .url(Secret("http://proxy.example:3128"), shown: "http://proxy.example:3128")
        ),
        ("proxy: \"https://proxy.example\"", .url(Secret("https://proxy.example"), shown: "https://proxy.example")),
        ("proxy: \"${env.PROXY}\"", .url(Secret("http://me:hunter2@p.example:81/"), shown: "http://•••@p.example:81")),
        ("proxy: \"${env.UNSET:-}\"", .none), ("proxy: \"${env.WORD}\"", .environment),
    ])
    func `a proxy is read`(text: String, proxy: ProxyPlan) throws {
        let environment = ["PROXY": "http://me:hunter2@p.example:81/", "WORD": "environment"]
        let plan = try load(
            Sample.scenario(target: "target: { api: stand-in, \(text) }"), environment: environment)
        #expect(plan.target.proxy == proxy)
        #expect(!plan.resolvedDescription.contains("hunter2") && !"\(plan.summary)".contains("hunter2"))
        if text.contains("PROXY") { #expect(plan.redactor.redact("x hunter2 y") == "x ••• y") }
        // A password in it is not written out, so that one cannot be read back.
        if !text.contains("PROXY") { #expect(try load(plan.resolvedDescription).target.proxy == proxy) }
    }

    @Test func `a proxy's password in the scenario causes a warning and is hidden`() throws {
        let text = Sample.scenario(target: "target: { api: stand-in, proxy: \"http://me:hunter2@p.example:81\", x: 1 }")
        #expect {
            try load(text)
        } throws: { !"\($0)".contains("hunter2") }
        let plan = try load(text.replacing(", x: 1", with: ""))
        #expect(
            plan.warnings == [
                "x.yaml:2:33: target.proxy is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here"
            ])
    }

    @Test(arguments: [
        (
            "proxy: enviroment",
            "33: target.proxy is \"enviroment\", expected none, environment or a URL; did you mean \"environment\"?"
        ),
        (
            "proxy: proxy.example:3128",
            "33: target.proxy is \"proxy.example:3128\", expected none, environment, or a URL that begins with http:// or https://"
        ),
        (
            "proxy: \"socks5://p.example:1080\"",
            "33: target.proxy is \"socks5://p.example:1080\", expected none, environment, or a URL that begins with http:// or https://"
        ),
        (
            "proxy: \"http://p.example:3128/path\"",
            "33: target.proxy is \"http://p.example:3128/path\", expected only a scheme, a host and a port, such as http://proxy.example:3128"
        ),
        ("proxy: [ a ]", "33: target.proxy is a list, expected none, environment or a URL"),
        ("compression: maybe", "39: target.compression is \"maybe\", expected true or false"),
        (
            "tls: { client: x.pem }",
            "41: target.tls.client is a text, expected a mapping such as { cert: client.pem, key: client.key }"
        ),
        (
            "tls: { client: { key: x.key } }",
            "41: \"cert\" is missing in target.tls.client; for example `cert: client.pem`"
        ),
        (
            "tls: { client: { cert: nothing.pem } }",
            "49: target.tls.client.cert: there is no file \"nothing.pem\", or it cannot be read"
        ),
        (
            "tls: { client: { cert: \"${run.id}.pem\" } }",
            "49: ${run.id} in target.tls.client.cert, expected participant.… or env.…, because the files are read before the run"
        ),
        (
            "tls: { client: { cert: \"${participant.numer}.pem\" } }",
            "50: unknown name ${participant.numer}; did you mean ${participant.name}?"
        ),
        (
            "tls: { client: { cert: \"no/${participant.index}.pem\" } }",
            "49: target.tls.client.cert: 10 files are missing or cannot be read: no/1.pem, no/2.pem, no/3.pem and 7 more"
        ),
    ])
    func `wrong settings of the target are reported`(text: String, message: String) {
        #expect(errors(Sample.scenario(target: "target: { api: stand-in, \(text) }")) == ["x.yaml:2:\(message)"])
    }

    // MARK: Client certificates

    private static let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"

    /// Loads a scenario beside these files.
    private func plan(
        _ files: [String: String], client: String, participants: String = "participants: { count: 3 }",
        arrival: String = "", environment: [String: String] = [:]
    ) async throws -> (Result<Plan, ScenarioErrors>, folder: String) {
        try await withTemporaryDirectory { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/people", withIntermediateDirectories: true)
            for (name, content) in files { try Data(content.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
            let text = Sample.scenario(
                target: "target: { api: stand-in, tls: { client: \(client) } }", participants: participants,
                arrival: arrival)
            do throws(ScenarioErrors) {
                let plan = try load(text, environment: environment, file: "\(folder)/x.yaml")
                #expect(try load(plan.resolvedDescription).target.tls.client?.files == plan.target.tls.client?.files)
                return (.success(plan), folder)
            } catch {
                return (.failure(error), folder)
            }
        }
    }

    private func identifications(_ plan: Plan) -> [[String?]] {
        let crowd = plan.crowds[0]
        return (0..<crowd.participants.count).map { place in
            let person = crowd.person(at: place, number: Int32(place + 1), seed: 1)
            let own = person.flatMap { plan.target.tls.client?.identification(of: $0, columns: crowd.columns) }
            return [
                own.map { String(decoding: $0.certificate, as: UTF8.self) },
                own?.key.map { String(decoding: $0, as: UTF8.self) },
            ]
        }
    }

    @Test func `one certificate serves everybody`() async throws {
        let (result, folder) = try await plan(
            ["me.pem": Self.certificate + Self.key], client: "{ cert: me.pem, key-password: \"${env.PW}\" }",
            environment: ["PW": "hunter2"])
        let plan = try result.get()
        #expect(plan.target.tls.client?.isCommon == true)
        #expect(identifications(plan) == Array(repeating: [Self.certificate + Self.key, nil], count: 3))
        #expect(plan.summary.connections == ["client certificate \(folder)/me.pem"])
        #expect(!plan.resolvedDescription.contains("hunter2"))
        #expect(
            plan.target.tls.client?.password?.text(for: Person(generated: 1, isModerator: false), columns: [])
                == "hunter2")
    }

    @Test func `each participant may have its own, and the host too`() async throws {
        var files: [String: String] = [:]
        for number in 0...3 {
            files["people/\(number).pem"] = Self.certificate + "\(number)"
            files["people/\(number).key"] = Self.key + "\(number)"
        }
        let (result, _) = try await plan(
            files, client: "{ cert: \"people/${participant.index}.pem\", key: \"people/${participant.index}.key\" }")
        let plan = try result.get()
        #expect(identifications(plan) == (1...3).map { [Self.certificate + "\($0)", Self.key + "\($0)"] })
        #expect(plan.target.tls.client?.files.count == 8)
    }

    @Test func `a column of the data may name the file`() async throws {
        let files = [
            "people.csv": "file\na\nb\n", "a.pem": Self.certificate + Self.key, "b.pem": Self.key + Self.certificate,
        ]
        for participants in [
            "participants: { data: { csv: people.csv } }",
            "participants: { count: 2, data: { csv: people.csv, order: random } }",
        ] {
            let (result, _) = try await plan(
                files, client: "{ cert: \"${participant.file}.pem\" }", participants: participants)
            #expect(try result.get().target.tls.client?.files.count == 2)
        }
        // A crowd of unknown size needs no more than its rows.
        let (result, _) = try await plan(
            files, client: "{ cert: \"${participant.file}.pem\" }",
            participants: "participants: { data: { csv: people.csv, order: sequential } }",
            arrival: "arrival: { looping: 5, for: 1m }")
        #expect(try result.get().target.tls.client?.files.count == 2)
    }

    @Test(arguments: [
        (
            "{ cert: \"people/${participant.index}.pem\" }", "participants: {}", "arrival: { looping: 5, for: 1m }",
            "x.yaml:2:49: a certificate for each participant, but only the run can tell how many come (arrival: looping), and all files are read before it; use one certificate for all, name the files in a column of the data, or let a known number arrive"
        ),
        (
            "{ cert: \"people/${participant.index}.pem\" }",
            "participants: { count: 2, data: { csv: people.csv, order: random } }", "",
            "x.yaml:2:49: a certificate for each participant by number, but rows are drawn at random; name the files in a column of the data, or use another order"
        ),
        (
            "{ cert: people.csv }", "participants: { count: 2 }", "",
            "x.yaml:2:49: target.tls.client.cert: \"people.csv\" contains no certificate, expected PEM form, with a line -----BEGIN CERTIFICATE-----"
        ),
        (
            "{ cert: me.pem }", "participants: { count: 2 }", "",
            "x.yaml:2:49: target.tls.client.cert: \"me.pem\" contains no private key, expected PEM form, with a line -----BEGIN PRIVATE KEY-----"
        ),
        (
            "{ cert: me.pem, key: me.pem }", "participants: { count: 2 }", "",
            "x.yaml:2:62: target.tls.client.key: \"me.pem\" contains no private key, expected PEM form, with a line -----BEGIN PRIVATE KEY-----"
        ),
    ])
    func `wrong client certificates are reported`(
        client: String, participants: String, arrival: String, message: String
    )
        async throws
    {
        let (result, folder) = try await plan(
            ["people.csv": "a\n1\n", "me.pem": Self.certificate], client: client, participants: participants,
            arrival: arrival)
        #expect {
            try result.get()
        } throws: { error in
            let found = (error as? ScenarioErrors)?.errors.map { $0.headline.replacing("\(folder)/", with: "") } ?? []
            if !found.contains(message) { Issue.record("\(found)") }
            return found.contains(message)
        }
    }
}
