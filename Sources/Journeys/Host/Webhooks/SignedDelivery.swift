// A webhook delivery whose signature was checked (contract section 10).
import Crypto
import Extracting
import FoundationEssentials
import PlatformContract

/// What a delivery says, if it is the platform's.
enum SignedDelivery: Hashable, Sendable {
    /// It is no delivery.
    case unreadable
    /// It was not signed with the secret, or was changed afterwards.
    case wrongSignature
    /// A signed event that the contract does not know.
    case unknown
    /// A signed event.
    case event(WebhookEvent)

    private static let members = ["signature", "body"].map { Array($0.utf8) }
    private static let fields = ["eventName", Field.roomID, "spaceId", "recordId"].map { Array($0.utf8) }

    /// Reads a delivery. Nothing of an event is looked at before its signature holds.
    init(_ bytes: [UInt8], key: SymmetricKey) {
        guard let found = try? JSONScan.members(SignedDelivery.members, in: bytes),
            case .string(let signature) = found[0], case .object(let body) = found[1]
        else {
            self = .unreadable
            return
        }
        let compact = CompactJSON.bytes(of: body)
        // Compares in a time that does not tell how much of the signature is right.
        guard let code = SignedDelivery.code(signature),
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: compact, using: key)
        else {
            self = .wrongSignature
            return
        }
        guard let fields = try? JSONScan.members(SignedDelivery.fields, in: compact),
            case .string(let name) = fields[0], case .string(let room) = fields[1], case .string(let space) = fields[2]
        else {
            self = .unreadable
            return
        }
        guard let name = WebhookEventName(rawValue: name) else {
            self = .unknown
            return
        }
        var record: String?
        if case .string(let id) = fields[3] { record = id }
        self = .event(WebhookEvent(eventName: name, roomID: room, spaceID: space, recordID: record))
    }

    /// The bytes of a signature in hexadecimal digits; nil if it is none of this length.
    private static func code(_ signature: String) -> Data? {
        let digits = signature.utf8.map { JSONText.hexDigit($0) }
        guard digits.count == SHA256.byteCount * 2 else { return nil }
        var code = Data(capacity: SHA256.byteCount)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            code.append(UInt8(truncatingIfNeeded: high << 4 | low))
        }
        return code
    }
}

/// JSON without the white space between its parts.
enum CompactJSON {
    /// The bytes of a JSON text, in its own order and with its own escapes: what a sender signed before anybody indented
    /// it.
    static func bytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isInString = false
        var isEscaped = false
        for byte in text.utf8 {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                switch byte {
                case 0x20, 0x09, 0x0A, 0x0D: continue
                case UInt8(ascii: "\""): isInString = true
                default: break
                }
            }
            bytes.append(byte)
        }
        return bytes
    }
}
