// `turnout init`: writes a scenario to start from.
import Addresses
import Analysis
import EventLoops
import Measuring
import Reporting

/// Writes a scenario to start from, for the stand-in or for a site's log-in.
struct InitCommand {
    var arguments: InitArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        if arguments.site == nil, ["http://", "https://"].contains(where: arguments.file.lowercased().hasPrefix) {
            throw Problem(
                "'\(ShownText.url(arguments.file))' is a URL and not a file",
                remedy: "To look at its log-in form: turnout init FILE --site URL", kind: .usage)
        }
        // Before anything is requested: a page is not fetched for a file that cannot be written.
        try refuseExisting()
        let text: String
        if let site = arguments.site {
            let page = try fetch(site)
            let scenario = SiteScenario(page)
            guard page.status < 400 || scenario.hasForm else { throw InitCommand.refused(page) }
            text = scenario.text
            console.tell(scenario.findings.map { StyledText($0) })
        } else {
            text = StarterScenario.text
        }
        guard arguments.file != "-" else {
            console.output.write(text, .result)
            return .passed
        }
        try NewFile.write(text, to: arguments.file)
        console.tell([
            StyledText("written: \(arguments.file)", .strong),
            StyledText("next:    turnout check \(arguments.file)"),
            StyledText("         turnout run \(arguments.file) --debug"),
            StyledText("         turnout run \(arguments.file)"),
        ])
        return .passed
    }

    private func refuseExisting() throws(Problem) {
        guard arguments.file != "-", NewFile.exists(arguments.file) else { return }
        throw NewFile.existsAlready(arguments.file)
    }

    /// A page that is an error has nothing to write a scenario from.
    private static func refused(_ page: SiteVisit.Page) -> Problem {
        let remedy =
            switch page.status {
            case 401, 407:
                "Name a page that shows its log-in form. A site that asks for the password by itself (basic authentication) "
                    + "has none: write a scenario with 'turnout init' and give its request step 'auth: { basic: … }'."
            case 404, 410: "Name the log-in page's own URL, as the browser shows it."
            case 405:
                "This URL takes no GET: name the page that shows the form, and not where the form is sent."
            default: "Look at the page in a browser, and at the site's log."
            }
        return Problem(
            "\(page.url.shown) answered with status \(page.status) and has no log-in form; nothing was written",
            remedy: remedy)
    }

    private func fetch(_ site: String) throws(Problem) -> SiteVisit.Page {
        let url: WebURL
        do throws(WebURL.Fault) {
            url = try WebURL(site)
            guard url.userInformation == nil else { throw .userInformation }
        } catch {
            throw Problem(
                "cannot request '\(ShownText.url(site))': \(URLPlan.words(for: error))",
                remedy: "Use http://host/path or https://host:port/path.", kind: .usage)
        }
        var visit = SiteVisit(url: url)
        visit.resolve = arguments.resolve
        visit.verify = !arguments.insecure
        if let file = arguments.cacert { visit.caFile = try PlanSource.certificates(file) }
        return try Loops.run(count: 1) { [visit] loops throws(Problem) in
            try await visit.page(on: loops[0])
        }
    }
}
