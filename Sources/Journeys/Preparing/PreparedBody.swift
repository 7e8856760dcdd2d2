// The body of a request, with its media type.
import Extracting
import Foundation
import Measuring
import Scenarios

/// A body into which the values of a participant are filled.
struct PreparedBody: Sendable {
    let text: PreparedText
    /// The media type to send, unless a header gives another one.
    let type: String

    init(_ body: RequestPlan.Body, _ names: RunNames) throws(UnknownName) {
        switch body {
        case .json(let value):
            var text = PreparedText(.json)
            try text.append(value, names)
            self.text = text
            type = "application/json"
        case .form(let fields):
            text = try PreparedText(form: fields, names)
            type = "application/x-www-form-urlencoded"
        case .multipart(let parts):
            let boundary = MultipartBoundary.absent(from: parts)
            text = try PreparedBody.multipart(parts, boundary, names)
            type = "multipart/form-data; boundary=\(boundary)"
        case .text(let template):
            text = try PreparedText(template, names)
            type = "text/plain; charset=utf-8"
        case .file(let file):
            var text = PreparedText(.plain)
            text.append(raw: file.bytes)
            self.text = text
            type = "application/octet-stream"
        }
    }

    /// A form as RFC 7578 and the HTML standard (multipart/form-data encoding algorithm) write it.
    private static func multipart(
        _ parts: [RequestPlan.Part], _ boundary: String, _ names: RunNames
    ) throws(UnknownName) -> PreparedText {
        var text = PreparedText(.plain)
        for part in parts {
            text.append(raw: "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escaped(part.name))\"")
            switch part.content {
            case .text(let content):
                if let name = part.fileName { text.append(raw: "; filename=\"\(escaped(name))\"") }
                text.append(raw: "\r\n")
                if let type = part.type { text.append(raw: "Content-Type: \(type)\r\n") }
                text.append(raw: "\r\n")
                try text.append(content, names)
            case .file(let file):
                text.append(raw: "; filename=\"\(escaped(part.fileName ?? file.name))\"\r\n")
                text.append(raw: "Content-Type: \(part.type ?? "application/octet-stream")\r\n\r\n")
                text.append(raw: file.bytes)
            }
            text.append(raw: "\r\n")
        }
        text.append(raw: "--\(boundary)--\r\n")
        return text
    }

    /// A name inside quotation marks, as browsers write it.
    private static func escaped(_ name: String) -> String {
        name.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }
}

/// What separates the parts of a multipart body (RFC 2046 section 5.1.1).
enum MultipartBoundary {
    /// A boundary that no file contains. The participants' own values are far too short to contain one by chance.
    static func absent(from parts: [RequestPlan.Part]) -> String {
        let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        while true {
            let boundary = "turnout-" + String((0..<24).map { _ in letters[Int.random(in: letters.indices)] })
            let mark = Array(boundary.utf8)
            let occurs = parts.contains { part in
                if case .file(let file) = part.content { file.bytes.firstRange(of: mark) != nil } else { false }
            }
            if !occurs { return boundary }
        }
    }
}

extension PreparedText {
    /// Appends a JSON value.
    mutating func append(_ value: JSONTemplate, _ names: RunNames) throws(UnknownName) {
        switch value {
        case .literal(let text): append(raw: text)
        case .secret(let secret): append(raw: secret.revealed)
        case .string(let text):
            append(raw: "\"")
            try append(text, names)
            append(raw: "\"")
        case .array(let items):
            append(raw: "[")
            for (place, item) in items.enumerated() {
                if place > 0 { append(raw: ",") }
                try append(item, names)
            }
            append(raw: "]")
        case .object(let members):
            append(raw: "{")
            for (place, member) in members.enumerated() {
                append(raw: place > 0 ? ",\"" : "\"")
                append(text: member.name)
                append(raw: "\":")
                try append(member.value, names)
            }
            append(raw: "}")
        }
    }
}
