// A run's settings for its target: proxy, compression, client certificates.
import Addresses
import Measuring
import Scenarios
import Support
import Testing
import Transport

@testable import Driver

struct TargetStormTests {
    @Test func `Setup and participants go through the plan's proxy, and only there`() async throws {
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let port = proxy.port
        let outcome = try await Storms.withStandIn { address in
            // A name that nobody can look up, at the stand-in's port.
            let named = address.replacing("127.0.0.1", with: "edu.test")
            let plan = Storms.plan([Storms.token, Storms.access], count: 5) {
                $0.target.proxy = .url(
                    Secret("http://user:canary@127.0.0.1:\(port)"), shown: "http://127.0.0.1:\(port)")
            }
            return (try await Storms.run(plan, against: named), named)
        }
        let requests = outcome.0.samples.requests
        #expect(!requests.isEmpty && requests.allSatisfy { $0.failure == nil })
        #expect(requests.allSatisfy { $0.figures.address == "127.0.0.1:\(port)" })
        #expect(outcome.0.journeyRequests.count == 10)
        #expect(!proxy.asked.isEmpty && proxy.asked.allSatisfy { $0.line.contains(" \(outcome.1)/") })
    }

    @Test func `A proxy that cannot be found prevents the run, in words that name it`() async throws {
        let plan = Storms.plan([Storms.token], count: 1) {
            $0.target.proxy = .url(Secret("http://user:canary@proxy.invalid:3128"), shown: "")
        }
        let outcome = try await Storms.run(plan, against: "http://edu.test:9")
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        let words = problem?.messages.joined() ?? ""
        #expect(words.contains("the proxy proxy.invalid:3128 cannot be found"))
        #expect(!words.contains("canary"))
    }

    @Test(arguments: [true, false])
    func `The transport is set as the plan says`(isCompressed: Bool) {
        var plan = Storms.plan([Storms.token], count: 1)
        plan.target.compression = isCompressed
        plan.target.proxy = .environment
        let settings = TransportSettings(
            plan, Origins(api: "http://a", web: "http://a"), metadata, environment: ["http_proxy": "p:1"])
        #expect(settings.compression == isCompressed)
        guard case .environment(let variables) = settings.proxy else {
            Issue.record("the environment's proxies are not used")
            return
        }
        #expect(variables == ["http_proxy": "p:1"])
    }

    @Test func `Everybody has the certificate for all, or each their own`() throws {
        let files: [String: [UInt8]] = ["all.pem": [0], "1.pem": [1], "2.pem": [2]]
        let crowd = Storms.plan([Storms.token], count: 3).crowds[0]
        func found(_ template: Template) -> [ClientCertificate?] {
            let certificates = ClientCertificates(ClientCertificatePlan(certificate: template, files: files))
            return [certificates.ofHost]
                + (0..<3).map { place in
                    crowd.person(at: place, number: Int32(place) + 1, seed: 1)
                        .flatMap { certificates.certificate(of: $0, columns: crowd.columns) }
                }
        }
        let common = found(Template(segments: [.literal("all.pem")]))
        #expect(Set(common.map { $0.map(ObjectIdentifier.init) }).count == 1 && common[0] != nil)
        let own = found(Template(segments: [.name(.participantIndex, default: nil), .literal(".pem")]))
        #expect(own.map { $0 != nil } == [false, true, true, false])
        #expect(ClientCertificates(nil).ofHost == nil)
    }

    @Test func `The target is probed with the first participant's certificate if the host has none`() throws {
        func context(_ files: [String: [UInt8]]) -> StormContext {
            let plan = Storms.plan([Storms.token], count: 3, platform: nil) {
                $0.target.tls.client = ClientCertificatePlan(
                    certificate: Template(segments: [.name(.participantIndex, default: nil), .literal(".pem")]),
                    files: files)
            }
            return StormContext(
                plan: plan, origins: Origins(api: "http://a", web: "http://a"), metadata: metadata, sink: KeepingSink(),
                control: StormControl(), progress: StormProgress(), crowds: [], notice: { _ in },
                redactor: plan.redactor)
        }
        let participants = context(["1.pem": [1], "2.pem": [2]])
        #expect(participants.hostOptions.clientCertificate == nil)
        #expect(participants.probeOptions.clientCertificate != nil)
        #expect(participants.probeOptions.addressTurn == participants.hostOptions.addressTurn)
        let all = context(["0.pem": [0], "1.pem": [1]])
        #expect(all.hostOptions.clientCertificate != nil && all.probeOptions.clientCertificate != nil)
        #expect(context([:]).probeOptions.clientCertificate == nil)
    }

    @Test func `A certificate for all that cannot be used prevents the run`() async throws {
        let plan = Storms.plan([Storms.token], count: 1) {
            $0.target.tls.client = ClientCertificatePlan(
                certificate: Template(segments: [.literal("a.pem")]), files: ["a.pem": Array("no PEM".utf8)])
        }
        let outcome = try await Storms.run(plan, against: "http://127.0.0.1:9")
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.messages.joined().contains("the client certificate cannot be used") == true)
    }

    @Test func `A proxy that cannot be used prevents the run, and is named`() async throws {
        let plan = Storms.plan([Storms.token], count: 1) {
            $0.target.proxy = .url(Secret("socks5://127.0.0.1:1080"), shown: "socks5://127.0.0.1:1080")
        }
        let outcome = try await Storms.run(plan, against: "http://127.0.0.1:9")
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(
            problem?.messages == [
                "the proxy of target.proxy cannot be used: an http:// or https:// URL, or host:port, is needed"
            ])
    }

    private var metadata: RunMetadata {
        RunMetadata(
            id: "r1", name: "test", scenario: "test.yaml", startedAt: "2026-01-01T00:00:00.000Z", seed: 1, version: "0",
            api: "http://a", http: "auto", crowds: [CrowdMetadata(expected: 1, steps: [], hasEntry: false)],
            origin: Moment.now)
    }
}
