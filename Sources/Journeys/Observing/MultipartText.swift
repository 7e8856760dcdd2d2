// The parts of a form with files.

/// Reads `multipart/form-data` as Turnout writes it.
enum MultipartText {
    /// One part.
    struct Part: Hashable {
        var name: String
        var fileName: String?
        var type: String?
        var content: [UInt8]
    }

    /// The parts of a body; nil if it cannot be read.
    static func parts(of body: [UInt8], _ type: String) -> [Part]? {
        guard let start = type.firstRange(of: "boundary=") else { return nil }
        let boundary = type[start.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [Part] = []
        var rest = body[...]
        guard rest.starts(with: delimiter) else { return nil }
        rest = rest.dropFirst(delimiter.count)
        while rest.starts(with: [0x0D, 0x0A]) {
            rest = rest.dropFirst(2)
            guard let end = rest.firstRange(of: [0x0D, 0x0A] + delimiter),
                let head = rest.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]), head.upperBound <= end.lowerBound
            else { return nil }
            var part = Part(name: "", content: Array(rest[head.upperBound..<end.lowerBound]))
            for line in String(decoding: rest[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n") {
                let lower = line.lowercased()
                if lower.hasPrefix("content-type:") {
                    part.type = line.dropFirst(13).drop { $0 == " " }.description
                } else if lower.hasPrefix("content-disposition:") {
                    part.name = parameter("; name=\"", of: line) ?? ""
                    part.fileName = parameter("; filename=\"", of: line)
                }
            }
            parts.append(part)
            rest = rest[end.upperBound...]
        }
        return rest.starts(with: [0x2D, 0x2D]) && !parts.isEmpty ? parts : nil
    }

    private static func parameter(_ opening: String, of line: Substring) -> String? {
        guard let start = line.firstRange(of: opening) else { return nil }
        return line[start.upperBound...].prefix { $0 != "\"" }.description
    }
}
