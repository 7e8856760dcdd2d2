// HTTP/2 without TLS, whose connections libcurl cannot keep before version 8.0.
import Addresses
import Driver
import Measuring
import Scenarios
import Transport

extension Plan {
    /// A warning about the steps that ask for HTTP/2 from a URL without TLS, if this libcurl opens a connection for each
    /// such request. Empty if there are none.
    var plainHTTP2Warnings: [String] {
        guard Libcurl.losesPriorKnowledge else { return [] }
        let origins = expectedOrigins
        let concerned = allSteps.filter { step in
            guard step.http(in: target) == .http2 else { return false }
            return step.action.kind.contacts.contains { $0.url(at: origins)?.scheme == "http" }
        }
        guard let first = concerned.first else { return [] }
        let others = concerned.count == 1 ? "" : " and \(concerned.count - 1) more"
        return [
            "step \(first.name) (line \(first.line))\(others): HTTP/2 without TLS: libcurl before 8.0 keeps no such "
                + "connection, so each request opens one of its own, and its time includes connecting; "
                + "use an https URL, or `http: \"1.1\"`, if participants are to keep their connections"
        ]
    }
}

extension StepPlan {
    /// The version that its requests ask for.
    fileprivate func http(in target: TargetPlan) -> TargetPlan.HTTPChoice {
        guard case .request(let request) = action else { return target.http }
        return request.http ?? target.http
    }
}
