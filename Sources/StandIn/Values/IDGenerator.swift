// Ids, aliases and other generated texts: unique, and the same for the same seed.

import Measuring
import PlatformContract

/// Generates texts. Each kind has its own counter, so that the n-th room has the same id in every run with the same
/// seed, however many participants were created in between.
struct IDGenerator: Sendable {
    /// What a text is for.
    enum Kind: UInt64, Sendable {
        case user = 1, generatedUser, space, room, channel, alias, participant, call, token, sign, tracking, signaling
        case invite, record, webhookSecret, webhook
        /// The customer's site: session ids and form tokens. Far from the others, which may grow.
        case siteSession = 100, siteForm
    }

    private let seed: UInt64
    private var counts: [Kind: UInt64] = [:]

    init(seed: UInt64) { self.seed = seed }

    /// The next id of a kind.
    mutating func id(_ kind: Kind) -> String { hexadecimal(kind, digits: Identifier.idLength) }

    /// The id of the n-th object of a kind that is numbered elsewhere.
    func id(_ kind: Kind, number: Int) -> String {
        Self.hexadecimal(generator(kind, UInt64(number)), digits: Identifier.idLength)
    }

    /// The next text of hexadecimal digits.
    mutating func hexadecimal(_ kind: Kind, digits: Int) -> String {
        Self.hexadecimal(next(kind), digits: digits)
    }

    /// The next text of letters and digits.
    mutating func alphanumeric(_ kind: Kind, length: Int) -> String {
        var random = next(kind)
        let alphabet = Array(Identifier.aliasAlphabet.utf8)
        let characters = (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
        return String(decoding: characters, as: UTF8.self)
    }

    private mutating func next(_ kind: Kind) -> SplitMix64 {
        counts[kind, default: 0] += 1
        return generator(kind, counts[kind, default: 0])
    }

    private func generator(_ kind: Kind, _ number: UInt64) -> SplitMix64 {
        SplitMix64(seed: SplitMix64.mixed(seed &+ kind.rawValue << 48) ^ SplitMix64.mixed(number))
    }

    private static func hexadecimal(_ generator: SplitMix64, digits: Int) -> String {
        var random = generator
        var text: [UInt8] = []
        text.reserveCapacity(digits)
        var bits: UInt64 = 0
        for index in 0..<digits {
            if index % 16 == 0 { bits = random.next() }
            let digit = UInt8(truncatingIfNeeded: bits & 0xF)
            text.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            bits >>= 4
        }
        return String(decoding: text, as: UTF8.self)
    }
}
