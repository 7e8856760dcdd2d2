// The Grafana dashboard that is shipped, as far as Prometheus can judge it.
import Foundation

/// The dashboard's expressions, with its variables as Grafana fills them in.
struct Dashboard {
    private struct Document: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable { var expr: String }

            var title: String
            var targets: [Target]
        }
        struct Variables: Decodable { var list: [Variable] }
        struct Variable: Decodable {
            var name: String
            var definition: String?
        }

        var panels: [Panel]
        var templating: Variables
    }

    /// The queries of all panels.
    let expressions: [String]
    /// The metrics that panels and variables name.
    let metricNames: Set<String>

    init() throws {
        let file = "\(Shipped.repository)/docs/grafana/turnout-dashboard.json"
        let document = try JSONDecoder().decode(Document.self, from: Data(contentsOf: URL(filePath: file)))
        expressions = document.panels.flatMap(\.targets).map {
            $0.expr.replacing("$__rate_interval", with: "1m").replacing("$instance", with: ".*")
                .replacing("$crowd", with: ".*")
        }
        let texts = expressions + document.templating.list.compactMap(\.definition)
        metricNames = Set(
            texts.flatMap { text in
                text.matches(of: /\b(?:turnout|http|process)_[a-z_]+/).map { String($0.0) }
            }
        ).subtracting([
            // Labels.
            "http_response_status_code", "http_request_method", "turnout_step", "turnout_crowd",
        ])
    }
}
