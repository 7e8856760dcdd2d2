// Tells an observer of a participant's requests: everything as it was, and nothing secret.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

extension Participant {
    /// The step that this participant takes, as an observer gets to know it.
    func observed(_ step: PreparedJourney.Step, as index: StepIndex? = nil) -> ObservedStep {
        ObservedStep(
            participant: identity.index, crowd: journey.crowd, index: index ?? step.index, name: step.name)
    }

    /// Tells how the journey ended.
    @inline(never)
    func tell(_ observer: WalkObserver, _ ending: ParticipantSample.Ending, _ failure: Failure?) {
        let last = ending == .completed ? nil : journey.steps.first { $0.index == step }
        var failure = failure
        if let detail = failure?.detail {
            failure?.detail = observer.secrets.maskNamed(detail, besides: journey.redactor).shown
        }
        observer.tell(
            .ended(
                ObservedEnding(
                    participant: identity.index, crowd: journey.crowd, ending: ending, hasEntered: hasEntered,
                    step: last.map { observed($0) }, failure: failure)))
    }

    /// Tells of a request with its answer. Call it before the request is recorded and before a redirect is followed.
    /// - Parameters:
    ///   - observer: who is told.
    ///   - exchange: the exchange.
    ///   - call: what it was made for.
    ///   - failure: why it failed; nil if it did not.
    ///   - isAnswered: whether values were taken from the answer, some of them at least.
    @inline(never)
    func tell(_ observer: WalkObserver, of exchange: HTTPExchange, _ call: Call, _ failure: Failure?, isAnswered: Bool)
    {
        let view = ExchangeView(self, exchange, call, failure, isAnswered: isAnswered, observer)
        observer.tell(.exchanged(view.observed))
    }
}

/// One exchange and all that hides its secrets.
private struct ExchangeView {
    /// How many bytes of a body are shown.
    private static let bodyLimit = 2048
    /// How many bytes of a body are searched for secrets with a name.
    private static let searchLimit = 65536

    private let participant: Participant
    private let exchange: HTTPExchange
    private let call: Call
    private let failure: Failure?
    private let isAnswered: Bool
    private let observer: WalkObserver
    private let secrets: SecretTable
    private let requestLines: [(name: String, value: String)]
    private let cookies: [StoredCookie]
    private let contentType: String?

    init(
        _ participant: Participant, _ exchange: HTTPExchange, _ call: Call, _ failure: Failure?, isAnswered: Bool,
        _ observer: WalkObserver
    ) {
        self.participant = participant
        self.exchange = exchange
        self.call = call
        self.failure = failure
        self.isAnswered = isAnswered
        self.observer = observer
        secrets = observer.secrets
        let sent = exchange.wire?.request ?? ""
        requestLines =
            (sent.isEmpty ? call.request.headers : sent.split(separator: "\r\n").dropFirst().map(String.init))
            .map { line in
                let name = line.prefix { $0 != ":" }
                return (String(name), line.dropFirst(name.count + 1).drop { $0 == " " }.description)
            }
        cookies = participant.session.storesCookies ? participant.session.cookies : []
        contentType = exchange.wire?.responseHeaders.last { $0.name.lowercased() == "content-type" }?.value
        learnSecrets()
    }

    var observed: ObservedExchange {
        let request = call.request
        let shownURL = masked(named: request.url?.text ?? "an invalid URL")
        let values = isAnswered ? call.extracted(by: participant) : []
        var reason = ObservedExchange.Reason.step
        if call.isReplay { reason = .replay } else if call.isRedirected { reason = .redirect }
        return ObservedExchange(
            participant: participant.identity.index, crowd: participant.journey.crowd,
            step: participant.scope.index, endpoint: call.endpoint, attempt: Int(call.attempt), reason: reason,
            method: request.method, url: shownURL,
            requestLines: requestLines.map { MaskedText("\($0.name): ") + headerValue($0.name, $0.value) },
            requestBody: body(request.body ?? [], type: requestType),
            figures: exchange.figures,
            answerLines: (exchange.wire?.responseHeaders ?? []).map {
                MaskedText("\($0.name): ") + headerValue($0.name, $0.value)
            },
            answerBody: body(exchange.body, type: contentType),
            cookies: setCookies,
            values: values.map { value in
                let text =
                    value.isSecret && !value.text.isEmpty
                    ? MaskedText(secrets.add(value.text, as: value.name, meaning: value.name))
                    : masked(named: value.text)
                return ObservedExchange.Value(name: value.name, text: text.prefix(200), source: value.source)
            },
            failure: failure.map { ($0.kind, masked(named: $0.detail)) }, diagnosis: failure?.diagnosis,
            looked: looked.map { masked(named: $0).prefix(WhereItLooked.lineLimit) },
            command: command(shownURL))
    }

    private var requestType: String? { requestLines.last { $0.name.lowercased() == "content-type" }?.value }

    private func command(_ shownURL: MaskedText) -> CurlCommand {
        let request = call.request
        guard let url = request.url else { return CurlCommand(url: shownURL, notes: ["the URL is invalid"]) }
        let writer = CurlWriter(
            request: request, url: url, shownURL: shownURL, lines: requestLines,
            mask: { headerValue($0, $1) }, maskBody: { masked(named: $0) }, maskText: { masked($0) }, secrets: secrets,
            files: call.files)
        return writer.command(
            observer.connection.options(
                for: url, version: request.version, participant: participant.identity.index,
                ignored: participant.journey.proxy.variable(for: url), secrets))
    }

    // MARK: Secrets

    /// Notes all secrets that are in the exchange, or that the participant knows.
    private func learnSecrets() {
        let journey = participant.journey
        let isHost = participant.identity.index == 0
        let password = participant.identity.password.revealed
        if !password.isEmpty {
            secrets.add(
                password, as: isHost ? "host_password" : "password",
                meaning: isHost ? "the host's password" : "the password of participant \(participant.identity.index)")
        }
        if let token = journey.provisionedRoom.hostToken {
            secrets.add(token.revealed, as: "host_token", meaning: "the host's access token")
        }
        for (slot, name) in journey.slots.map({ ($0.value, $0.key) }) {
            guard let value = participant.values[slot], !value.isEmpty else { continue }
            if journey.secretSlots.contains(slot) {
                secrets.add(value, as: name.written, meaning: "${\(name.written)}")
            } else {
                learnFields(of: value, "of ${\(name.written)}")
                learnPath(of: value)
            }
        }
        for (name, value) in journey.provisionedRoom.values
        where journey.secretNames.contains(.value(name)) && !value.isEmpty {
            secrets.add(value, as: name, meaning: "${\(name)} of setup")
        }
        if let token = participant.token { secrets.add(token.text, as: "access_token", meaning: "the access token") }
        if let token = participant.values[.refreshToken] {
            secrets.add(token, as: "refresh_token", meaning: "the refresh token")
        }
        if let token = participant.signalingToken {
            secrets.add(token, as: "signaling_token", meaning: "the signalling token")
        }
        for cookie in cookies { learn(cookie: cookie.name, cookie.value) }
        if let link = participant.link?.url { learnURL(link, path: true) }
        learnHeaders(requestLines)
        if let url = call.request.url { learnURL(url, path: false) }
        learnHeaders((exchange.wire?.responseHeaders ?? []).map { ($0.name, $0.value) })
        if let location = exchange.location, let target = try? call.request.destination.get().resolving(location) {
            learnURL(target, path: true)
        }
        learnNamed(in: text(of: call.request.body ?? [], type: requestType), isOwn: true)
        learnNamed(in: text(of: exchange.body, type: contentType), isOwn: false)
    }

    private func learn(cookie name: String, _ value: String) {
        for form in Credentials.forms(of: value) {
            // The quotation marks around a value are no part of the secret.
            secrets.add(form, as: name, meaning: "the cookie \(name)")
        }
    }

    private func learnHeaders(_ lines: [(name: String, value: String)]) {
        for (name, value) in lines where !value.isEmpty { _ = headerValue(name, value) }
    }

    /// The credentials of a URL; with `path` also the parts of its path that may be some, as in a link that was granted.
    private func learnURL(_ url: WebURL, path: Bool) {
        learnFields(of: "?" + (url.query ?? ""), "of the URL")
        guard path else { return }
        let room = participant.journey.provisionedRoom
        let known = Set([room.spaceID, room.roomID, room.roomAlias].compactMap { $0 })
        for secret in url.credentials(known: known) {
            secrets.add(secret, as: "link_part", meaning: "a part of a link that may be a token")
        }
    }

    /// The parts of the path of a value that is a link which may be tokens, as failures hide them too.
    private func learnPath(of value: String) {
        let room = participant.journey.provisionedRoom
        let known = Set([room.spaceID, room.roomID, room.roomAlias].compactMap { $0 })
        let path = String(value.prefix { $0 != "?" && $0 != "#" })
        for secret in Credentials.values(inLink: path, known: known) where !isKnown(secret) {
            secrets.add(secret, as: "link_part", meaning: "a part of a link that may be a token")
        }
    }

    /// The credentials among the fields of a URL's query or fragment.
    /// - Parameters:
    ///   - text: the URL, or its end.
    ///   - whose: which URL that is: `of ${link}`.
    private func learnFields(of text: String, _ whose: String) {
        guard let mark = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return }
        for field in text[mark...].split(whereSeparator: { "?&#".contains($0) }) {
            // A field without a name is a value, and may be a token as a whole.
            guard field.contains("=") else {
                for secret in Credentials.values(inFields: field) where !isKnown(secret) {
                    secrets.add(secret, as: "query", meaning: "the query \(whose)")
                }
                continue
            }
            let name = String(field.prefix { $0 != "=" })
            for secret in Credentials.values(inFields: field) where SecretName.isSecretInURL(name) || !isKnown(secret) {
                secrets.add(secret, as: name, meaning: "the field \(name) \(whose)")
            }
        }
    }

    /// Whether a text that looks like a token is the participant's name or another value that may be shown.
    private func isKnown(_ text: String) -> Bool {
        let identity = participant.identity
        let text = WrittenForms.decode(text.utf8, .url)
        let journey = participant.journey
        if [identity.name, identity.email, identity.externalUserID, journey.runID].contains(text) { return true }
        let isOfSetup = journey.provisionedRoom.values.contains { name, value in
            value == text && !journey.secretNames.contains(.value(name))
        }
        return isOfSetup
            || journey.slots.values.contains { !journey.secretSlots.contains($0) && participant.values[$0] == text }
    }

    /// The values with secret names in a body. Those of the participant's own request are hidden everywhere from then
    /// on; in an answer a word may have such a name, as in an error message, and is hidden only where it stands.
    private func learnNamed(in text: String?, isOwn: Bool) {
        guard let text = text?.prefix(ExchangeView.searchLimit) else { return }
        for value in NamedValues.secrets(in: String(text)) where isOwn || value.isDistinctive {
            secrets.add(value.text, as: value.name, meaning: "the value of \(value.name)")
        }
    }

    private func masked(_ text: String) -> MaskedText {
        secrets.mask(text, besides: participant.journey.redactor)
    }

    /// A text without its secrets, those included that only their names tell.
    private func masked(named text: String) -> MaskedText {
        secrets.maskNamed(text, besides: participant.journey.redactor)
    }

    /// The value of a header line without its secrets.
    private func headerValue(_ name: String, _ value: String) -> MaskedText {
        let lower = name.lowercased()
        func hidden(_ value: String, _ name: String, _ meaning: String) -> MaskedText {
            value.isEmpty ? MaskedText() : MaskedText(secrets.add(value, as: name, meaning: meaning))
        }
        switch lower {
        case "cookie":
            return value.split(separator: ";", omittingEmptySubsequences: false).enumerated().reduce(MaskedText()) {
                let pair = $1.element.drop { $0 == " " }
                let cookie = String(pair.prefix { $0 != "=" })
                let text = String(pair.dropFirst(cookie.count + 1))
                let start = MaskedText(($1.offset > 0 ? "; " : "") + cookie + (pair.contains("=") ? "=" : ""))
                return $0 + start + hidden(text, cookie, "the cookie \(cookie)")
            }
        case "set-cookie":
            let pair = value.prefix { $0 != ";" }
            let cookie = String(pair.prefix { $0 != "=" })
            let text = String(pair.dropFirst(cookie.count + 1))
            return MaskedText(cookie + "=") + hidden(text, cookie, "the cookie \(cookie)")
                + masked(String(value.dropFirst(pair.count)))
        case "authorization", "proxy-authorization":
            guard let space = value.firstIndex(of: " ") else { return hidden(value, lower, "the header \(name)") }
            let scheme = value[..<space]
            return MaskedText(scheme + " ")
                + hidden(
                    String(value[value.index(after: space)...]),
                    scheme.lowercased() == "basic" ? "basic_credentials" : "access_token", "the header \(name)")
        default:
            let isSecret = SecretName.isSecret(name) || call.secretHeaders.contains(lower)
            return isSecret ? hidden(value, name, "the header \(name)") : masked(named: value)
        }
    }

    // MARK: Bodies

    /// A body as text; nil if it is none.
    private func text(of bytes: [UInt8], type: String?) -> String? {
        let media = type?.prefix { $0 != ";" }.lowercased() ?? ""
        let isText =
            media.hasPrefix("text/") || media.hasPrefix("multipart/form-data")
            || ["json", "xml", "javascript", "x-www-form-urlencoded"].contains { media.hasSuffix($0) }
        if isText, !media.hasPrefix("multipart") { return BodyText.decode(bytes, contentType: type) }
        guard isText || media.isEmpty || media == "application/octet-stream", !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private func body(_ bytes: [UInt8], type: String?) -> ObservedExchange.Body? {
        guard !bytes.isEmpty else { return nil }
        let media = type.map { masked(String($0.prefix { $0 != ";" })).shown }
        guard let text = text(of: bytes, type: type) else { return .binary(bytes: bytes.count, type: media) }
        // What is hidden is found in more than is shown, so that no secret is cut in two.
        let window = String(text.prefix(4 * ExchangeView.bodyLimit))
        let isCut = text.count > ExchangeView.bodyLimit
        let whole = masked(named: window)
        return .text(
            isCut ? whole.prefix(ExchangeView.bodyLimit) : whole, bytes: bytes.count, isWhole: !isCut)
    }

    // MARK: What came of it

    /// libcurl takes no more cookies of one answer.
    private static let mostCookies = 50

    private var setCookies: [ObservedExchange.Cookie] {
        let lines = (exchange.wire?.responseHeaders ?? []).filter { $0.name.lowercased() == "set-cookie" }
        return lines.enumerated().map { place, line in
            let pair = line.value.prefix { $0 != ";" }
            let name = String(pair.prefix { $0 != "=" }).trimmingBlanks
            let value = String(pair.dropFirst(name.count + 1)).trimmingBlanks
            let own = cookies.filter { $0.name == name }
            if let kept = own.first(where: { $0.value == value }) {
                return ObservedExchange.Cookie(name: name, fate: "kept for \(kept.domain)\(kept.path)", isKept: true)
            }
            return ObservedExchange.Cookie(name: name, fate: whyNotKept(line.value, value, place), isKept: false)
        }
    }

    /// What became of a cookie that the participant does not hold.
    private func whyNotKept(_ line: String, _ value: String, _ place: Int) -> String {
        let attributes = line.drop { $0 != ";" }.lowercased()
        let isEnd =
            attributes.contains("max-age=0") || attributes.contains("max-age=-") || attributes.contains("1970")
        if !participant.session.storesCookies { return "not kept: this participant stores no cookies" }
        if isEnd || value.isEmpty { return "deleted" }
        if place >= Self.mostCookies {
            return "not kept: of one answer at most \(Self.mostCookies) are (libcurl's limit)"
        }
        if line.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) {
            return "not kept: it has a control character in it"
        }
        return "not kept: its Domain, Path, Secure or the prefix of its name does not fit this URL, or it has expired"
    }

    /// Where a missing value was looked for.
    private var looked: [String] {
        guard let failure else { return [] }
        let place = WhereItLooked(
            body: exchange.body, contentType: contentType,
            title: participant.shownTitle(of: exchange.body, limit: WhereItLooked.lineLimit),
            headers: exchange.wire?.responseHeaders ?? [],
            cookies: cookies, url: call.request.url)
        switch failure.kind {
        case .extract: return call.missing.map { place.lines(for: $0) } ?? []
        case .check:
            return participant.failedSubject(exchange, at: call.request.url, detail: failure.detail)
                .map { place.lines(for: $0) } ?? []
        case .resolve, .connect, .tls, .timeout, .reset, .protocol, .status, .redirects, .tooLarge, .notAllowed,
            .cancelled, .harness:
            return []
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
