// Makes a command of curl from a request: its method, headers and body in curl's notation.
import Addresses
import Extracting
import Foundation
import Measuring
import Scenarios
import Transport

/// Makes the command for a request.
struct CurlWriter {
    let request: HTTPRequest
    let url: WebURL
    let shownURL: MaskedText
    /// Name and value of the header lines as sent.
    let lines: [(name: String, value: String)]
    /// The value of a header line without its secrets.
    let mask: (_ name: String, _ value: String) -> MaskedText
    /// A body without its secrets.
    let maskBody: (String) -> MaskedText
    /// Any other text without its secrets.
    let maskText: (String) -> MaskedText
    let secrets: SecretTable
    /// The files in the body; nil: none are known.
    let files: SentFiles?

    /// The longest body that stands in a command.
    private static let bodyLimit = 8192

    func command(_ connection: [CurlCommand.Option]) -> CurlCommand {
        var command = CurlCommand(url: shownURL)
        let body = request.body ?? []
        let type = value(of: "content-type") ?? ""
        let form = body.isEmpty ? nil : formOptions(body, type)
        let isMultipart = type.lowercased().hasPrefix("multipart/form-data")
        let parts = isMultipart ? MultipartText.parts(of: body, type) : nil
        switch (request.method, body.isEmpty) {
        case ("GET", true), ("POST", false): break
        case ("HEAD", true): command.options.append(CurlCommand.Option("-I"))
        default: command.options.append(CurlCommand.Option("-X", MaskedText(request.method)))
        }
        if url.text.contains(where: { "[]{}".contains($0) }) { command.options.append(CurlCommand.Option("-g")) }
        command.options += headers(hasForm: parts != nil || form?.setsType ?? false, hasBody: !body.isEmpty)
        if let parts {
            write(parts, &command)
        } else if let form {
            command.options += form.options
        } else if !body.isEmpty {
            write(body, type, &command)
        } else if request.body != nil, value(of: "content-length") == "0" {
            // An empty body and not none.
            command.options.append(CurlCommand.Option("-d", ""))
        }
        command.options += connection
        return command
    }

    private func value(of name: String) -> String? { lines.last { $0.name.lowercased() == name }?.value }

    // MARK: Headers

    /// The lines that curl does not write on its own.
    private func headers(hasForm: Bool, hasBody: Bool) -> [CurlCommand.Option] {
        var options: [CurlCommand.Option] = []
        var cookies: [MaskedText] = []
        for line in lines {
            let name = line.name.lowercased()
            let text = mask(line.name, line.value)
            switch name {
            case "content-length", "transfer-encoding", "expect", "connection", "upgrade", "http2-settings",
                "proxy-connection", "proxy-authorization":
                break
            case "host" where [url.host, url.hostPort].contains(line.value.lowercased()): break
            case "accept" where line.value == "*/*": break
            case "content-type" where hasForm: break
            case "user-agent": options.append(CurlCommand.Option("-A", text))
            case "cookie" where line.value.contains("="): cookies.append(text)
            case "authorization" where basic(line.value) != nil:
                if let pair = basic(line.value) { options.append(CurlCommand.Option("-u", pair)) }
            case "accept-encoding":
                options.append(CurlCommand.Option("--compressed"))
                // Curl asks for the same on its own, in another order.
                let codings = Set(line.value.split(separator: ",").map { $0.filter { $0 != " " } })
                if codings != ["gzip", "deflate", "br", "zstd"] {
                    options.append(CurlCommand.Option("-H", MaskedText("\(line.name): ") + text))
                }
            default:
                // A line without a value ends in a semicolon in curl's notation.
                options.append(
                    CurlCommand.Option(
                        "-H", line.value.isEmpty ? MaskedText("\(line.name);") : MaskedText("\(line.name): ") + text))
            }
        }
        if let first = cookies.first {
            options.append(CurlCommand.Option("-b", cookies.dropFirst().reduce(first) { $0 + "; " + $1 }))
        }
        // What curl would write on its own, and was not sent.
        if value(of: "user-agent") == nil { options.append(CurlCommand.Option("-H", "User-Agent:")) }
        if value(of: "accept") == nil { options.append(CurlCommand.Option("-H", "Accept:")) }
        let writesType = hasBody || request.body != nil && value(of: "content-length") == "0"
        if writesType, !hasForm, value(of: "content-type") == nil {
            options.append(CurlCommand.Option("-H", "Content-Type:"))
        }
        return options
    }

    /// User name and password of basic authentication.
    private func basic(_ value: String) -> MaskedText? {
        guard value.lowercased().hasPrefix("basic "), let data = Data(base64Encoded: String(value.dropFirst(6))),
            let pair = String(data: data, encoding: .utf8), let colon = pair.firstIndex(of: ":")
        else { return nil }
        let password = String(pair[pair.index(after: colon)...])
        let hidden = secrets.add(password, as: "password", meaning: "the password of basic authentication")
        return maskText(String(pair[..<colon])) + ":" + (password.isEmpty ? MaskedText() : MaskedText(hidden))
    }

    // MARK: Bodies

    /// A form as options of its own, so that curl encodes secret values.
    private func formOptions(_ body: [UInt8], _ type: String) -> (options: [CurlCommand.Option], setsType: Bool)? {
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded"),
            let text = String(validating: body, as: UTF8.self), !text.hasControlCharacters
        else { return nil }
        var options: [CurlCommand.Option] = []
        for field in text.split(separator: "&", omittingEmptySubsequences: false) {
            guard let equals = field.firstIndex(of: "=") else { return nil }
            let name = String(field[..<equals])
            let value = WrittenForms.decode(field[field.index(after: equals)...].utf8, .url)
            let isSecret = SecretName.isSecretInURL(name)
            let masked =
                isSecret && !value.isEmpty
                ? MaskedText(secrets.add(value, as: name, meaning: "the field \(name)")) : maskText(value)
            if masked.hidden.isEmpty {
                options.append(CurlCommand.Option("--data-raw", MaskedText(String(field))))
            } else {
                options.append(CurlCommand.Option("--data-urlencode", MaskedText(name + "=") + masked))
            }
        }
        return (options, type == "application/x-www-form-urlencoded")
    }

    /// Writes a form in parts, and what its files must have if they are not known here.
    private func write(_ parts: [MultipartText.Part], _ command: inout CurlCommand) {
        for (place, part) in parts.enumerated() {
            let type = part.type.map { ";type=\($0)" } ?? ""
            if let name = part.fileName {
                let file = files?.ofPart(place)
                if file == nil {
                    command.notes.append(
                        "the file `\(name)` must have the content of \(part.name), \(part.content.count) bytes")
                }
                let rename = file.map { RequestFile.name(of: $0) == name ? "" : ";filename=\(CurlFormText.word(name))" }
                let text = "\(part.name)=@\(CurlFormText.word(file ?? name))\(rename ?? "")\(type)"
                command.options.append(CurlCommand.Option("-F", maskText(text)))
                continue
            }
            let value = String(decoding: part.content, as: UTF8.self)
            let isSecret = SecretName.isSecret(part.name) && !value.isEmpty
            let text =
                isSecret
                ? MaskedText(secrets.add(value, as: part.name, meaning: "the field \(part.name)"))
                : maskText(value)
            command.options.append(
                type.isEmpty
                    ? CurlCommand.Option("--form-string", MaskedText("\(part.name)=") + text)
                    : CurlCommand.Option("-F", MaskedText("\(part.name)=\"") + text + MaskedText("\"\(type)")))
        }
    }

    private func write(_ body: [UInt8], _ type: String, _ command: inout CurlCommand) {
        if let file = files?.whole {
            command.options.append(CurlCommand.Option("--data-binary", maskText("@\(file)")))
            return
        }
        guard body.count <= CurlWriter.bodyLimit, let text = String(validating: body, as: UTF8.self),
            !text.utf8.contains(0)
        else {
            command.options.append(CurlCommand.Option("--data-binary", "@body"))
            command.notes.append("the file `body` must have the body, \(body.count) bytes")
            return
        }
        let masked = maskBody(text)
        let isPlain = text.unicodeScalars.allSatisfy { $0 == "\n" || !ControlCharacters.contains($0) }
        if isPlain {
            command.options.append(CurlCommand.Option("--data-raw", masked))
        } else {
            command.input = masked
            command.options.append(CurlCommand.Option("--data-binary", "@-"))
        }
    }
}

/// Words in the notation of curl's option `-F`.
enum CurlFormText {
    /// A file's name or path, in quotation marks if a character of it has a meaning there.
    static func word(_ text: String) -> String {
        guard text.contains(where: { "\",;\\".contains($0) }) || text.first == "-" else { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
