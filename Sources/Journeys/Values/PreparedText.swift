// A template bound to a run: constant parts are already bytes, and variable parts are value numbers.
import Addresses
import Extracting
import PlatformContract
import Scenarios

/// A name in a template that is unknown when the run is prepared.
struct UnknownName: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name as written in a scenario.
    var name: String

    var description: String { "${\(name)} is not known: setup did not provide it" }
}

/// The values of a run's names.
struct RunNames: Sendable {
    var runID: String
    var origins: Origins
    var provisionedRoom: ProvisionedRoom
    /// The numbers of the values that steps extract and of the columns of the crowd's data.
    var slots: [Template.Name: ValueSlot] = [:]
    /// The values that `setup` extracted, by name.
    var shared: [String: String] = [:]
    /// The names of values that must never be written.
    var secret: Set<Template.Name> = []
}

/// A text into which the values of a participant are filled.
struct PreparedText: Sendable {
    /// How the values are written.
    enum Encoding: Sendable {
        /// Unchanged.
        case plain
        /// As the inside of a JSON string.
        case json
        /// As a name or value of `application/x-www-form-urlencoded` (URL standard, section 5.2).
        case form
    }

    private enum Piece: Sendable {
        case bytes([UInt8])
        case value(ValueSlot)
        /// A value, or else these bytes, encoded already.
        case valueOr(ValueSlot, [UInt8])
    }

    private var pieces: [Piece] = []
    private let encoding: Encoding
    private var literalCount = 0

    init(_ encoding: Encoding) {
        self.encoding = encoding
    }

    /// Binds a template to a run.
    init(_ template: Template, _ names: RunNames, _ encoding: Encoding = .plain) throws(UnknownName) {
        self.init(encoding)
        try append(template, names)
    }

    /// Appends a text without encoding it.
    mutating func append(raw text: String) {
        append(bytes: Array(text.utf8))
    }

    /// Appends a text with the encoding of the values.
    mutating func append(text: String) {
        var bytes: [UInt8] = []
        PreparedText.append(text, to: &bytes, encoding)
        append(bytes: bytes)
    }

    /// Appends bytes without encoding them.
    mutating func append(raw content: [UInt8]) {
        append(bytes: content)
    }

    mutating func append(_ slot: ValueSlot) {
        pieces.append(.value(slot))
    }

    mutating func append(_ template: Template, _ names: RunNames) throws(UnknownName) {
        for segment in template.segments {
            switch segment {
            case .literal(let text): append(text: text)
            case .secret(let secret): append(text: secret.revealed)
            case .name(let name, let fallback): try append(name, fallback, names)
            }
        }
    }

    private mutating func append(_ name: Template.Name, _ fallback: String?, _ names: RunNames) throws(UnknownName) {
        switch name {
        case .participantIndex: append(.index, or: fallback)
        case .participantName: append(.name, or: fallback)
        case .participantEmail: append(.email, or: fallback)
        case .participantPassword: append(.password, or: fallback)
        case .participantExternalUserID: append(.externalUserID, or: fallback)
        case .participantRole: append(.role, or: fallback)
        case .runID: append(text: names.runID)
        case .targetAPI: append(text: names.origins.api.text)
        case .targetWeb: append(text: names.origins.web.text)
        case .site: append(text: names.origins.site.text)
        case .value(let value) where names.shared[value] != nil:
            let shared = names.shared[value] ?? ""
            append(text: shared.isEmpty ? fallback ?? "" : shared)
        case .column(let written), .value(let written):
            guard let slot = names.slots[name] else { throw UnknownName(name: written) }
            append(slot, or: fallback)
        case .spaceID: append(text: try known(names.provisionedRoom.spaceID ?? fallback, "platform.spaceId"))
        case .roomID: append(text: try known(names.provisionedRoom.roomID ?? fallback, "platform.roomId"))
        case .roomAlias: append(text: try known(names.provisionedRoom.roomAlias ?? fallback, "platform.roomAlias"))
        case .hostToken:
            append(text: try known(names.provisionedRoom.hostToken?.revealed ?? fallback, "platform.hostToken"))
        }
    }

    /// Appends a value, or else a text where the value is missing or empty.
    private mutating func append(_ slot: ValueSlot, or fallback: String?) {
        guard let fallback else { return append(slot) }
        var bytes: [UInt8] = []
        PreparedText.append(fallback, to: &bytes, encoding)
        literalCount += bytes.count
        pieces.append(.valueOr(slot, bytes))
    }

    private func known(_ value: String?, _ name: String) throws(UnknownName) -> String {
        guard let value else { throw UnknownName(name: name) }
        return value
    }

    private mutating func append(bytes: [UInt8]) {
        literalCount += bytes.count
        if case .bytes(var last) = pieces.last {
            last.append(contentsOf: bytes)
            pieces[pieces.count - 1] = .bytes(last)
        } else if !bytes.isEmpty {
            pieces.append(.bytes(bytes))
        }
    }

    /// The whole text, if it is the same for everybody.
    var constant: String? {
        guard let first = pieces.first else { return "" }
        guard pieces.count == 1, case .bytes(let bytes) = first else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole text as bytes, if it is the same for everybody.
    var constantBytes: [UInt8]? {
        guard let first = pieces.first else { return [] }
        guard pieces.count == 1, case .bytes(let bytes) = first else { return nil }
        return bytes
    }

    /// The text before the first of these bytes, and what stands behind it (nil: there is none), if that text is the same
    /// for everybody; otherwise nil.
    func split(at byte: UInt8) -> (before: String, behind: PreparedText?)? {
        guard case .bytes(let first) = pieces.first else { return nil }
        guard let place = first.firstIndex(of: byte) else { return constant.map { ($0, nil) } }
        var behind = PreparedText(encoding)
        behind.append(bytes: Array(first[(place + 1)...]))
        behind.pieces += pieces.dropFirst()
        behind.literalCount = literalCount - place - 1
        return (String(decoding: first[..<place], as: UTF8.self), behind)
    }

    /// The text for one participant, as bytes.
    func bytes(for values: ParticipantValues) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(literalCount + 96)
        for piece in pieces {
            switch piece {
            case .bytes(let literal): bytes.append(contentsOf: literal)
            case .value(let slot): PreparedText.append(values[slot] ?? "", to: &bytes, encoding)
            case .valueOr(let slot, let otherwise):
                // As in a shell: an empty value counts as none.
                if let value = values[slot], !value.isEmpty {
                    PreparedText.append(value, to: &bytes, encoding)
                } else {
                    bytes.append(contentsOf: otherwise)
                }
            }
        }
        return bytes
    }

    /// The text for one participant.
    func text(for values: ParticipantValues) -> String {
        constant ?? String(decoding: bytes(for: values), as: UTF8.self)
    }

    private static func append(_ text: String, to bytes: inout [UInt8], _ encoding: Encoding) {
        switch encoding {
        case .plain: bytes.append(contentsOf: text.utf8)
        case .json: JSONText.append(text, to: &bytes)
        case .form: FormText.append(text, to: &bytes)
        }
    }
}

/// A JSON object of string members, written once for all participants.
struct PreparedObject {
    private(set) var text = PreparedText(.json)
    private var isEmpty = true

    /// Adds a string member whose content `fill` appends.
    mutating func string<E: Error>(_ name: String, _ fill: (inout PreparedText) throws(E) -> Void) throws(E) {
        open(name)
        text.append(raw: "\"")
        try fill(&text)
        text.append(raw: "\"")
    }

    /// Adds a member that is the same for everybody.
    mutating func string(_ name: String, _ value: String) {
        string(name) { $0.append(text: value) }
    }

    /// Adds a member whose value is written without encoding: a number, `true`, `false`.
    mutating func raw(_ name: String, _ value: String) {
        open(name)
        text.append(raw: value)
    }

    /// The finished object.
    func closed() -> PreparedText {
        var text = text
        text.append(raw: isEmpty ? "{}" : "}")
        return text
    }

    private mutating func open(_ name: String) {
        text.append(raw: isEmpty ? "{\"" : ",\"")
        text.append(text: name)
        text.append(raw: "\":")
        isEmpty = false
    }
}
