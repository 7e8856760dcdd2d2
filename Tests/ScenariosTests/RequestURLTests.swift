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

    @Test(arguments: [
        "${target.site}", "${target.site}/login", "${target.site}?a=b", "${target.site}#a", "${target.web}${next}",
        "${target.api:-https://lms.example}/v1",
    ])
    func `a path, a query, a fragment or a name may follow a base URL`(url: String) {
        let journey = """
            journey:
              - request: GET https://lms.example/
                extract: { next: { header: Location } }
              - request: GET \(url)
            """
        #expect(errors(Sample.scenario(journey: journey)) == [])
    }

    @Test func `a value from the environment behind a base URL is examined, and not shown`() {
        let journey = "journey:\n  - request: GET ${target.site}${env.PATH_OF_LOGIN}"
        func found(_ value: String) -> [String] {
            errors(Sample.scenario(journey: journey), environment: ["PATH_OF_LOGIN": value])
        }
        #expect(found("/login") == [])
        #expect(
            found("hunter2") == [
                "x.yaml:5:18: a / is missing behind ${target.site} in \"${target.site}${env.PATH_OF_LOGIN}\", so that the request could go to another host; write ${target.site}/${env.PATH_OF_LOGIN}"
            ])
    }
}
