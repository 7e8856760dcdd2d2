// Names in the forms of other tools, which are sent as they stand.
import Testing

@testable import Scenarios

@Suite struct OtherNameFormTests {
    private func warnings(_ options: String, url: String = "https://lms.example/") throws -> [String] {
        let journey = """
            journey:
              - request: GET https://lms.example/
                extract: { csrf: { header: X-Csrf } }
              - request: POST \(url)
                \(options)
            """
        return try load(Sample.scenario(target: "target: { site: https://lms.example }", journey: journey)).warnings
    }

    @Test(arguments: [
        ("{participant.email}", 18, "{participant.email}", "participant.email"),
        ("{{participant.email}}", 18, "{{participant.email}}", "participant.email"),
        ("a {{ participant.email }}", 20, "{{ participant.email }}", "participant.email"),
        ("$participant.email", 18, "$participant.email", "participant.email"),
        ("$(participant.email)", 18, "$(participant.email)", "participant.email"),
        ("ä $run.id.", 20, "$run.id", "run.id"),
        ("{{csrf}}", 18, "{{csrf}}", "csrf"),
    ])
    func `a name in another form is warned of, with the form to write`(
        text: String, column: Int, written: String, name: String
    ) throws {
        for options in ["form: { user: \"\(text)\" }", "json: { user: \"\(text)\" }"] {
            #expect(
                try warnings(options) == [
                    "x.yaml:8:\(column + 2): \(written) is sent as it stands; write ${\(name)} for its value"
                ])
        }
    }

    @Test func `without quotation marks it is an object of JSON`() throws {
        #expect(
            try warnings("json: { user: {participant.email}, page: { number: } }") == [
                "x.yaml:8:19: {participant.email} is sent as a JSON object; write \"${participant.email}\" for its value"
            ])
    }

    @Test func `so it is in a URL`() throws {
        #expect(
            try warnings("name: x", url: "https://lms.example/{participant.index}?u=$participant.email") == [
                "x.yaml:7:39: {participant.index} is sent as it stands; write ${participant.index} for its value",
                "x.yaml:7:61: $participant.email is sent as it stands; write ${participant.email} for its value",
            ])
    }

    @Test(arguments: [
        "${participant.email}", "$${participant.email}", "$participant.emails", "participant.email", "{csrf}", "$csrf",
        "{participant}", "{participant.email", "{ \\\"participant.email\\\": 1 }", "{{other}}",
    ])
    func `other texts are not`(text: String) throws {
        #expect(try warnings("form: { user: \"\(text)\", csrf: \"${csrf}\" }") == [])
    }
}
