// curl as a client of the stand-in.

import Foundation
import Support
import Testing

/// curl with options that hold for every call.
struct Curl {
    var folder: TemporaryFolder
    var options: [String]

    func callAsFunction(_ arguments: [String]) async throws -> Shell {
        try await Shell.run(
            "curl", ["-q", "--silent", "--show-error", "--noproxy", "*", "--max-time", "60"] + options + arguments,
            in: folder)
    }

    /// The JSON of a response; with a body, the request is a POST.
    func json<Body: Decodable>(
        _ type: Body.Type, _ arguments: [String], _ url: String, _ body: String? = nil
    ) async throws -> Body {
        let sent = body.map { ["--header", "Content-Type: application/json", "--data", $0] } ?? []
        let answer = try await self(arguments + sent + [url])
        do {
            return try JSONDecoder().decode(type, from: Data(answer.output.utf8))
        } catch {
            Issue.record("\(url): \(answer)")
            throw error
        }
    }
}
