// `run URL`: a plan without a scenario.
import Addresses
import Measuring
import Scenarios

/// Everyone requests one URL at the same moment.
struct URLPlan {
    /// The URL as typed.
    var text: String
    /// The other options.
    var changes: ScenarioArguments

    /// The threshold of such a run, if the command line gives none.
    static let threshold = "failures == 0"

    /// The plan, without thresholds. Messages about the URL omit its query, which may contain a token.
    /// - Throws: Why the URL cannot be requested; exit code 64.
    func plan() throws(Problem) -> Plan {
        let shown = ShownText.url(text)
        let url: WebURL
        let api: BaseURL
        do throws(WebURL.Fault) {
            url = try WebURL(text)
            api = try BaseURL(url.origin)
        } catch {
            throw Problem(
                "cannot request '\(shown)': \(URLPlan.words(for: error))",
                remedy: "Use http://host/path or https://host:port/path.", kind: .usage)
        }
        guard url.userInformation == nil else {
            throw Problem(
                "cannot request this URL: it contains a user name or a password",
                remedy: "Leave them out: they would be stored with the run.", kind: .usage)
        }
        if let override = changes.overrides.first {
            throw Problem(
                "--set \(override.prefix { $0 != "=" }) changes a scenario, but '\(shown)' is a URL", kind: .usage)
        }
        if changes.envFile != nil {
            throw Problem("--env-file is for scenarios, but '\(shown)' is a URL", kind: .usage)
        }
        if let crowd = changes.participants.lazy.compactMap(\.crowd).first {
            throw Problem(
                "--participants \(crowd)=… names a crowd of a scenario, but '\(shown)' is a URL", kind: .usage)
        }
        guard let count = changes.participants.last?.count else {
            throw Problem(
                "the number of participants for '\(shown)' is missing", remedy: "Add --participants N.", kind: .usage)
        }
        guard (1...1_000_000).contains(count) else {
            throw Problem("--participants: \(count) is out of range (1 to 1,000,000)", kind: .usage)
        }
        let address = URLPlan.template(of: url)
        return Plan(
            name: URLPlan.name(of: url), source: address.written,
            target: TargetPlan(api: .url(api)), platform: nil,
            participants: ParticipantsPlan(count: count), arrival: .atOnce,
            journey: [StepPlan(name: "get", action: .get(address), release: ReleasePlan())], seed: changes.seed,
            secrets: URLPlan.secrets(of: url))
    }

    /// Host, port where it is not the scheme's own, and path: what tells one such run from another.
    private static func name(of url: WebURL) -> String {
        url.origin.dropFirst(url.scheme.count + 3) + (url.path == "/" ? "" : url.path)
    }

    /// The URL with its query as a secret: a link into a room has its token there, and the run is stored.
    static func template(of url: WebURL) -> Template {
        guard let query = url.query, !query.isEmpty else { return Template(literal: url.text) }
        return Template(segments: [.literal(url.shown + "?"), .secret(Secret(query))])
    }

    /// The query, and each credential in it: a server may repeat one of them alone.
    static func secrets(of url: WebURL) -> Set<Secret> {
        guard let query = url.query, !query.isEmpty else { return [] }
        return Set(([query] + Credentials.values(inFields: query)).map { Secret($0) })
    }

    static func words(for fault: WebURL.Fault) -> String {
        switch fault {
        case .scheme: "it does not begin with http:// or https://"
        case .host: "it has no valid host name"
        case .internationalHost: "write the host name in ASCII (xn--…); this libcurl cannot convert it"
        case .port: "the port must be 1 to 65535"
        case .userInformation: "it contains a user name or a password"
        case .queryOrFragment: "it must not have a query or a fragment"
        case .refused: "libcurl does not accept it; it may be too long"
        }
    }
}
