// Takes the values that a step extracts from an answer.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

extension Participant {
    /// Extracts the values of a step, in order.
    /// - Throws: `.extract` for the first one that is missing and has no default, with where it was looked for.
    func extract(
        _ extractions: PreparedExtractions, _ answer: HTTPExchange, _ call: SiteRequest
    ) throws(Failure) {
        let searched =
            call.reading?.found
            ?? (extractions.search.isOfText
                ? extractions.search.found(
                    in: answer.body, contentType: answer.headers[PreparedExtractions.contentType]) : nil)
        var (page, group, member) = (0, 0, 0)
        call.foundCount = 0
        for item in extractions.items {
            let found: String?
            switch item.source {
            case .json(let pointer):
                found = try json(pointer, answer, searched?.members?[member], item)
                member += 1
            case .header(let name): found = answer.headers[name]
            case .cookie(let name, let host, let path):
                found = try cookie(name, host: host, path: path, call.request.url, item)
            case .regex(let pattern):
                found = try value(of: pattern, searched?.groups[group], item)
                group += 1
            case .html:
                found = try value(page, of: searched?.values, item)
                page += 1
            }
            guard let value = found ?? item.fallback?.text(for: values) else {
                throw Failure(kind: .extract, detail: "no value for \(item.name): \(absence(of: item.source, answer))")
            }
            values[item.slot] = value
            call.foundCount += 1
        }
    }

    /// A value of a JSON document as text; nil where there is none, or `null`.
    private func json(
        _ pointer: JSONPointer, _ answer: HTTPExchange, _ known: Result<JSONValue?, JSONFault>?,
        _ item: PreparedExtractions.Item
    ) throws(Failure) -> String? {
        do throws(JSONFault) {
            let member: JSONValue?
            if let known { member = try known.get() } else { member = try JSONScan.value(at: pointer, in: answer.body) }
            switch member {
            case .null, nil: return nil
            case let value?: return value.text
            }
        } catch {
            guard item.fallback == nil else { return nil }
            throw Failure(kind: .extract, detail: "no value for \(item.name): \(notJSON(answer, error))")
        }
    }

    private func cookie(
        _ name: String, host: String?, path: String?, _ url: WebURL?, _ item: PreparedExtractions.Item
    ) throws(Failure) -> String? {
        var stored = session.cookie(name, host: host, path: path)
        // Of several, the one that goes back to where the answer came from.
        if stored.count > 1, let url {
            let sent = stored.filter { $0.isSent(to: url) }
            if !sent.isEmpty { stored = sent }
        }
        guard let first = stored.first else { return nil }
        guard stored.allSatisfy({ $0.value == first.value }) else {
            let places = hidingSecrets(in: stored.map { "\($0.domain)\($0.path)" }.joined(separator: ", "))
            throw Failure(
                kind: .extract,
                detail: "\(item.name): there are \(stored.count) cookies \(name) (\(places)); add `path` or `host`")
        }
        return first.value
    }

    private func value(
        of pattern: Pattern, _ group: Result<String?, PatternFault>?, _ item: PreparedExtractions.Item
    ) throws(Failure) -> String? {
        switch group {
        case .success(let text): return text
        case .failure(let fault):
            throw Failure(
                kind: .harness, detail: "no value for \(item.name): the expression `\(pattern.text)` \(fault)")
        case nil: return nil
        }
    }

    private func value(
        _ place: Int, of page: Result<[String?], HTMLFault>?, _ item: PreparedExtractions.Item
    ) throws(Failure) -> String? {
        switch page {
        case .success(let values): return values[place]
        case .failure(let fault):
            guard item.fallback == nil else { return nil }
            throw Failure(kind: .extract, detail: "no value for \(item.name): \(fault)")
        case nil: return nil
        }
    }

    /// Where a value was looked for, without the content.
    private func absence(of source: ExtractionPlan.Source, _ answer: HTTPExchange) -> String {
        let type = answer.headers[PreparedExtractions.contentType].map { hidingSecrets(in: $0, limit: 60) }
        let size = "\(answer.body.count) bytes"
        let body = type.map { "\($0) of \(size)" } ?? size
        func inBody(_ what: String) -> String {
            guard !answer.body.isEmpty else { return "the response is empty" }
            let title = shownTitle(of: answer.body, limit: 80).map { " (“\($0)”)" } ?? ""
            return "\(what) in the response\(title), \(body)"
        }
        return switch source {
        case .json(let pointer): inBody("nothing at \(pointer.text)")
        case .html(let path): inBody("nothing matches \(path.text)")
        case .regex(let pattern): inBody("nothing matches \(pattern.text)")
        case .header(let name): "the response has no header \(name)"
        case .cookie(let name, let host, let path):
            "there is no cookie \(name)" + (host.map { " of \($0)" } ?? "") + (path.map { " for \($0)" } ?? "")
        }
    }
}

extension ExtractionPlan.Source {
    /// Where it is, as a scenario writes it.
    var words: String {
        switch self {
        case .json(let pointer): "json \(pointer.text)"
        case .html(let path): "html \(path.text)"
        case .header(let name): "header \(name)"
        case .cookie(let name, let host, let path):
            "cookie \(name)" + (host.map { " of \($0)" } ?? "") + (path.map { " for \($0)" } ?? "")
        case .regex(let pattern): "regex \(pattern.text)"
        }
    }
}
