// summary.json, written and read.
import FoundationEssentials

/// Why a text is not a summary.
package struct SummaryFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in one sentence.
    package var message: String
    /// The message.
    package var description: String { message }
}

extension Summary {
    /// The summary as written to `summary.json`: every key, in the order of the format's description.
    package var json: String {
        get throws(SummaryFormatError) {
            do {
                return try OrderedJSONEncoder().encode(self)
            } catch {
                throw SummaryFormatError(message: "The summary holds a number that JSON cannot: \(error)")
            }
        }
    }

    /// Reads a `summary.json`.
    ///
    /// - Throws: what is wrong, if it is not JSON, has another schema, or lacks a key.
    package init(json: String) throws(SummaryFormatError) {
        struct Header: Decodable { var schema: String }
        let data = Data(json.utf8)
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: data)
        } catch {
            throw SummaryFormatError(message: "This is not a summary: it is not JSON with a key `schema`.")
        }
        guard header.schema == Summary.currentSchema else {
            throw SummaryFormatError(
                message: "This summary's schema is `\(header.schema)`; this version of Turnout reads "
                    + "`\(Summary.currentSchema)`.")
        }
        do {
            self = try JSONDecoder().decode(Summary.self, from: data)
        } catch {
            throw SummaryFormatError(message: "This summary does not follow its schema: \(error)")
        }
    }
}
