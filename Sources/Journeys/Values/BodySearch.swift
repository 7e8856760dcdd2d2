// What a step searches for in a body: what it extracts with an XPath, a regular expression or a JSON pointer.
import Extracting

/// The XPaths, regular expressions and JSON pointers of a step, in the order in which they are written.
struct BodySearch: Sendable {
    let paths: [XPath]
    let patterns: [Pattern]
    let pointers: [JSONPointer]

    /// What was found, in the same order.
    struct Found: Sendable {
        var values: Result<[String?], HTMLFault>
        var groups: [Result<String?, PatternFault>]
        /// Nil: the pointers were not looked for yet.
        var members: [Result<JSONValue?, JSONFault>]?
    }

    /// Whether a whole page or text is searched.
    var isOfText: Bool { !paths.isEmpty || !patterns.isEmpty }

    /// Whether there is anything to search for.
    var isNeeded: Bool { isOfText || !pointers.isEmpty }

    /// Searches a body with XPaths and regular expressions.
    func found(in body: [UInt8], contentType: String?) -> Found {
        var found = Found(values: .success([]), groups: [])
        if !paths.isEmpty {
            do throws(HTMLFault) {
                found.values = .success(try HTMLPage.values(of: paths, in: body, contentType: contentType))
            } catch {
                found.values = .failure(error)
            }
        }
        if !patterns.isEmpty {
            let text = BodyText.decode(body, contentType: contentType)
            found.groups = patterns.map { pattern in
                Result { () throws(PatternFault) in try pattern.firstGroup(in: text) }
            }
        }
        return found
    }

    /// Searches a body for everything.
    func allFound(in body: [UInt8], contentType: String?) -> Found {
        var found = found(in: body, contentType: contentType)
        found.members = pointers.map { pointer in
            Result { () throws(JSONFault) in try JSONScan.value(at: pointer, in: body) }
        }
        return found
    }
}
