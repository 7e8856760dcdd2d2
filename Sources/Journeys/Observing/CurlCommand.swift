// A request as a command of curl that makes the same request again.
import Addresses
import Extracting
import Foundation
import Measuring
import Scenarios
import Transport

/// How curl is told to connect as a run does.
struct CurlConnection: Sendable {
    private let target: TargetPlan

    init(_ target: TargetPlan) { self.target = target }

    /// The options for a URL. `ignored` names the environment variable that would send curl through a proxy that the run
    /// does not use.
    func options(
        for url: WebURL, version: TransportSettings.Version?, participant: Int32, ignored: String?,
        _ secrets: SecretTable
    ) -> [CurlCommand.Option] {
        var options: [CurlCommand.Option] = []
        let isTLS = url.scheme == "https"
        let wanted = version ?? target.http.version
        switch wanted {
        case .auto: break
        case .http1_1: options.append(CurlCommand.Option("--http1.1"))
        case .http2: options.append(CurlCommand.Option(isTLS ? "--http2" : "--http2-prior-knowledge"))
        }
        if isTLS, !target.tls.verify { options.append(CurlCommand.Option("-k")) }
        if isTLS, let file = target.tls.caFile { options.append(CurlCommand.Option("--cacert", MaskedText(file))) }
        if isTLS, let client = target.tls.client {
            // Which of several files is the participant's is known to its session alone.
            let own = HiddenValue(variable: "CLIENT_CERTIFICATE", meaning: "the file of the client's certificate")
            options.append(
                CurlCommand.Option(
                    "--cert", client.isCommon ? MaskedText(client.certificate.written) : MaskedText(own)))
            if let key = client.key {
                let own = HiddenValue(variable: "CLIENT_KEY", meaning: "the file of the client's key")
                options.append(
                    CurlCommand.Option("--key", client.isCommon ? MaskedText(key.written) : MaskedText(own)))
            }
            if client.password != nil {
                let password = HiddenValue(variable: "KEY_PASSWORD", meaning: "the password of the client's key")
                options.append(CurlCommand.Option("--pass", MaskedText(password)))
            }
        }
        options += target.resolve.map { CurlCommand.Option("--resolve", MaskedText($0)) }
        options += target.connectTo.map { CurlCommand.Option("--connect-to", MaskedText($0)) }
        let sources = target.sourceAddresses
        if !sources.isEmpty {
            options.append(
                CurlCommand.Option("--interface", MaskedText(sources[Int(participant) % sources.count])))
        }
        switch target.proxy {
        case .url(let proxy, let shown) where !url.isLoopback:
            let isPlain = !proxy.revealed.contains("@")
            let text =
                isPlain
                ? MaskedText(shown) : MaskedText(secrets.add(proxy.revealed, as: "proxy", meaning: "the proxy's URL"))
            options.append(CurlCommand.Option("-x", text))
        case .none where ignored != nil: options.append(CurlCommand.Option("--noproxy", "*"))
        case .url, .none, .environment: break
        }
        return options
    }
}

extension TargetPlan.HTTPChoice {
    fileprivate var version: TransportSettings.Version {
        switch self {
        case .auto: .auto
        case .http1_1: .http1_1
        case .http2: .http2
        }
    }
}

/// A command of curl.
package struct CurlCommand: Hashable, Sendable {
    /// One option with its value.
    package struct Option: Hashable, Sendable {
        /// `-H`.
        package var name: String
        /// Its value; nil if it has none.
        package var value: MaskedText?

        init(_ name: String, _ value: MaskedText? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The URL.
    package var url: MaskedText
    /// The options, in order.
    package var options: [Option] = []
    /// What is written to its standard input; nil: nothing.
    package var input: MaskedText?
    /// What has to be put right by hand.
    package var notes: [String] = []

    /// The command in the words of a POSIX shell, line by line.
    package var lines: [String] {
        var lines = ["curl -i \(ShellText.word(url))"]
        lines += options.map { option in
            option.name + (option.value.map { " " + ShellText.word($0) } ?? "")
        }
        if let input { lines[0] = "\(ShellText.printing(input)) | \(lines[0])" }
        return lines
    }

    /// The variables that it uses, each once.
    package var variables: [HiddenValue] {
        var variables: [HiddenValue] = []
        for text in [url, input].compactMap({ $0 }) + options.compactMap(\.value) {
            for value in text.hidden where !variables.contains(value) { variables.append(value) }
        }
        return variables
    }
}

/// Texts as a POSIX shell reads them.
enum ShellText {
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")

    /// A text as one word, with variables for its secrets.
    static func word(_ text: MaskedText) -> String {
        guard !text.isEmpty else { return "''" }
        if let quoted = doublyQuoted(text) { return quoted }
        return text.parts.map { part in
            switch part {
            case .hidden(let value): "\"$\(value.variable)\""
            // `=` at the beginning means a command's path to zsh.
            case .text(let text): text.allSatisfy(plain.contains) && text.first != "=" ? text : quoted(text)
            }
        }.joined()
    }

    /// A text with secrets in double quotation marks, which are easier to read; nil if something in it means more to a
    /// shell there.
    private static func doublyQuoted(_ text: MaskedText) -> String? {
        guard !text.hidden.isEmpty else { return nil }
        var result = ""
        var isBehindName = false
        for part in text.parts {
            switch part {
            case .hidden(let value):
                result += "${\(value.variable)}"
                isBehindName = true
            case .text(let text):
                guard !text.contains(where: { "\"\\$`!".contains($0) }) else { return nil }
                let next = text.first
                let continues = next == "_" || next?.isLetter == true || next?.isNumber == true
                if isBehindName, !continues { unbrace(&result) }
                result += text
                isBehindName = false
            }
        }
        if isBehindName { unbrace(&result) }
        return "\"\(result)\""
    }

    /// Takes the braces from the variable at the end.
    private static func unbrace(_ text: inout String) {
        guard text.last == "}", let brace = text.lastIndex(of: "{") else { return }
        text.removeLast()
        text.remove(at: brace)
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// A command that prints a text, whatever characters are in it.
    static func printing(_ text: MaskedText) -> String {
        var format = ""
        var arguments = ""
        for part in text.parts {
            switch part {
            case .hidden(let value):
                format += "%s"
                arguments += " \"$\(value.variable)\""
            case .text(let text):
                for scalar in text.unicodeScalars {
                    switch scalar {
                    case "%": format += "%%"
                    case "\\": format += "\\\\"
                    case _ where ControlCharacters.contains(scalar):
                        for byte in String(scalar).utf8 {
                            let digits = String(byte, radix: 8)
                            format += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                        }
                    default: format.unicodeScalars.append(scalar)
                    }
                }
            }
        }
        return "printf \(quoted(format))\(arguments)"
    }
}

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
    let secrets: SecretTable

    /// The longest body that stands in a command.
    private static let bodyLimit = 8192

    func command(_ connection: [CurlCommand.Option]) -> CurlCommand {
        var command = CurlCommand(url: shownURL)
        let body = request.body ?? []
        let type = value(of: "content-type") ?? ""
        let form = body.isEmpty ? nil : formOptions(body, type)
        switch (request.method, body.isEmpty) {
        case ("GET", true), ("POST", false): break
        case ("HEAD", true): command.options.append(CurlCommand.Option("-I"))
        default: command.options.append(CurlCommand.Option("-X", MaskedText(request.method)))
        }
        if url.text.contains(where: { "[]{}".contains($0) }) { command.options.append(CurlCommand.Option("-g")) }
        command.options += headers(hasForm: form?.setsType ?? false, hasBody: !body.isEmpty)
        if let form {
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
        return secrets.mask(String(pair[..<colon])) + ":" + (password.isEmpty ? MaskedText() : MaskedText(hidden))
    }

    // MARK: Bodies

    /// A form as options of its own, so that curl encodes secret values.
    private func formOptions(_ body: [UInt8], _ type: String) -> (options: [CurlCommand.Option], setsType: Bool)? {
        if type.lowercased().hasPrefix("multipart/form-data") {
            return MultipartText.parts(of: body, type).map { ($0.map(option), true) }
        }
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded"),
            let text = String(validating: body, as: UTF8.self), !text.hasControlCharacters
        else { return nil }
        var options: [CurlCommand.Option] = []
        for field in text.split(separator: "&", omittingEmptySubsequences: false) {
            guard let equals = field.firstIndex(of: "=") else { return nil }
            let name = String(field[..<equals])
            let value = WrittenForms.decode(field[field.index(after: equals)...].utf8, .url)
            let isSecret = SecretName.isSecret(name) || Credentials.isName(name)
            let masked =
                isSecret && !value.isEmpty
                ? MaskedText(secrets.add(value, as: name, meaning: "the field \(name)")) : secrets.mask(value)
            if masked.hidden.isEmpty {
                options.append(CurlCommand.Option("--data-raw", MaskedText(String(field))))
            } else {
                options.append(CurlCommand.Option("--data-urlencode", MaskedText(name + "=") + masked))
            }
        }
        return (options, type == "application/x-www-form-urlencoded")
    }

    private func option(_ part: MultipartText.Part) -> CurlCommand.Option {
        let type = part.type.map { ";type=\($0)" } ?? ""
        if let file = part.fileName {
            return CurlCommand.Option("-F", MaskedText("\(part.name)=@\"\(file)\"\(type)"))
        }
        let value = String(decoding: part.content, as: UTF8.self)
        let isSecret = SecretName.isSecret(part.name) && !value.isEmpty
        let text =
            isSecret
            ? MaskedText(secrets.add(value, as: part.name, meaning: "the field \(part.name)")) : secrets.mask(value)
        return type.isEmpty
            ? CurlCommand.Option("--form-string", MaskedText("\(part.name)=") + text)
            : CurlCommand.Option("-F", MaskedText("\(part.name)=\"") + text + MaskedText("\"\(type)"))
    }

    private func write(_ body: [UInt8], _ type: String, _ command: inout CurlCommand) {
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
