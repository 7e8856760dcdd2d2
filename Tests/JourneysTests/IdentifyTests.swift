// By which cookie a participant identifies itself: the page's, or the link's own token.
import Measuring
import Scenarios
import Support
import Testing

@testable import Journeys

struct IdentifyTests {
    /// A platform whose room page is a bare shell: it sets no cookie, and leaves that to its script.
    private func shell() throws -> PlainPlatform {
        try PlainPlatform { request in
            guard request.line.hasPrefix("GET /room/") else { return nil }
            return .init(200, headers: ["Content-Type: text/html"], body: "<div id=app></div>")
        }
    }

    private func entry(_ platform: PlainPlatform, _ identify: EntryPlan.Identification) -> StepPlan {
        let link = Template(literal: "\(platform.url)/room/\(PlainPlatform.alias)?accessToken=cookie")
        return StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(link: link, identify: identify)))
    }

    @Test func `the link's token is stored as the cookie that a script would set`() async throws {
        let platform = try shell()
        defer { platform.stop() }
        let samples = try await Stage.walk([entry(platform, .link)], against: platform.url)
        #expect(samples.steps.map(\.failure) == [nil])
        #expect(samples.participants.first?.entered != nil)
        #expect(platform.requests.dropFirst().allSatisfy { $0.headers["cookie"] == "accessToken=cookie" })
        #expect(platform.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func `where the page sets none, the diagnosis names the option`() async throws {
        let platform = try shell()
        defer { platform.stop() }
        let samples = try await Stage.walk([entry(platform, .page)], against: platform.url)
        let failure = try #require(samples.steps.first?.failure)
        #expect(failure.status == 401)
        #expect(failure.diagnosis?.code == "no-access-cookie")
        #expect(failure.diagnosis?.remedy.contains("`enter-room: { identify: link }`") == true)
    }

    @Test func `a link without a token identifies nobody`() async throws {
        let platform = try shell()
        defer { platform.stop() }
        let link = Template(literal: "\(platform.url)/room/\(PlainPlatform.alias)")
        let step = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan(link: link, identify: .link)))
        let samples = try await Stage.walk([step], against: platform.url)
        #expect(samples.steps.first?.failure?.kind == .extract)
    }
}
