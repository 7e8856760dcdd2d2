import Testing

@testable import Runs

@Suite struct `Scenarios of shards` {
    private func text(_ file: String, _ addresses: String = "") -> String {
        "target:\n  api: \"http://x\"\n\(addresses)participants:\n  data: { csv: \"\(file)\", order: unique }\n"
    }

    @Test(arguments: [
        ("login.yaml", "people.csv"), ("/a/login.yaml", "/a/people.csv"), ("../b/login.yaml", "../b/people.csv"),
        ("c/d/login.yaml", "c/d/people.csv"),
    ])
    func `are the same wherever their files are`(source: String, file: String) {
        #expect(ComparableScenario.text(text(file), source: source) == text("people.csv"))
    }

    @Test(arguments: [
        ("/login.yaml", "/people.csv"), ("/a/login.yaml", "/b/people.csv"), ("a/login.yaml", "people.csv"),
        ("http://x/a", "http://x/people.csv"),
    ])
    func `are others if they name other files`(source: String, file: String) {
        #expect(ComparableScenario.text(text(file), source: source) == text(file))
    }

    @Test func `are the same from whatever addresses their participants connect`() {
        let one = text("people.csv", "  source-addresses: [\"127.0.20.1\"]\n")
        #expect(ComparableScenario.text(one, source: "x.yaml") == text("people.csv"))
    }
}
