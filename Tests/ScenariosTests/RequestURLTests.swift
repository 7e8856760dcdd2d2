// URLs of request steps with names in them.
import Testing

@testable import Scenarios

@Suite struct RequestURLTests {
    @Test(arguments: [
        "${next}", "https://${next}", "https://lms.example${next}", "https://lms.example:8443${next}",
        "https://lms.example:${next}/lessons", "https://[::1]:8443${next}",
        "https://lms.example:8443/a${next}?b=${next}",
    ])
    func `a name may stand for any part of a URL, also for a path behind a port`(url: String) {
        let journey = """
            journey:
              - request: GET https://lms.example/
                extract: { next: { header: Location } }
              - request: GET \(url)
            """
        #expect(errors(Sample.scenario(journey: journey)) == [])
    }
}
