// Valid host names, and IP addresses as text.

/// Names of hosts in normalised form: lower case, ASCII.
enum HostName {
    /// Whether it can be looked up or connected to: an IP address (IPv6 in brackets), or labels of 1 to 63 characters,
    /// at most 253 in total (RFC 1035 section 2.3.4).
    static func isValid(_ text: String) -> Bool {
        if text.hasPrefix("[") { return text.hasSuffix("]") && IPAddress.isIPv6(text.dropFirst().dropLast()) }
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        // The length of the label so far, and whether it is a number.
        var (length, isNumber) = (0, true)
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard length > 0 else { return false }
                (length, isNumber) = (0, true)
                continue
            }
            guard isPlain(byte), length < 63, length > 0 || byte != UInt8(ascii: "-") else { return false }
            length += 1
            if !isDigit(byte) { isNumber = false }
        }
        // A name whose last label is a number is either an IPv4 address or invalid (URL standard, "ends in a number").
        return length > 0 && (!isNumber || IPAddress.ipv4(text) != nil)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// IP addresses as text.
package enum IPAddress {
    /// The address as a number (RFC 3986 section 3.2.2: dotted decimal without leading zeros).
    package static func ipv4(_ text: some StringProtocol) -> UInt32? {
        // Byte by byte, since every link that a target grants is read this way.
        var (address, number, digits, dots) = (UInt32(0), UInt32(0), 0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                address = address << 8 | number
                (number, digits, dots) = (0, 0, dots + 1)
                continue
            }
            let isLeadingZero = digits > 0 && number == 0
            guard HostName.isDigit(byte), !isLeadingZero else { return nil }
            number = number * 10 + UInt32(byte - 0x30)
            digits += 1
            guard number <= 255 else { return nil }
        }
        return dots == 3 && digits > 0 ? address << 8 | number : nil
    }

    /// The number in dotted decimal.
    package static func write(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }

    /// Whether it is an IPv6 address (RFC 4291 section 2.2), without brackets and without a zone.
    package static func isIPv6(_ text: some StringProtocol) -> Bool {
        let halves = IPAddress.split(String(text))
        guard halves.count <= 2, text.contains(":") else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                if index == halves.count - 1, place == parts.count - 1, ipv4(part) != nil {
                    groups += 2
                } else {
                    guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                        return false
                    }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    /// The bits of an address of either version, IPv6 with or without brackets; nil if it is none.
    static func bits(_ text: some StringProtocol) -> [Bool]? {
        func bits(_ number: UInt32, _ count: Int) -> [Bool] { (0..<count).reversed().map { number >> $0 & 1 == 1 } }
        if let address = ipv4(text) { return bits(address, 32) }
        let plain = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : String(text)
        guard isIPv6(plain) else { return nil }
        let halves = IPAddress.split(plain).map { half in
            half.split(separator: ":").flatMap { part in
                ipv4(part).map { bits($0, 32) } ?? bits(UInt32(part, radix: 16) ?? 0, 16)
            }
        }
        let written = halves.reduce(0) { $0 + $1.count }
        return halves[0] + Array(repeating: false, count: 128 - written) + (halves.dropFirst().first ?? [])
    }

    /// Whether it is an address of either version.
    package static func isAddress(_ text: some StringProtocol) -> Bool { ipv4(text) != nil || isIPv6(text) }

    /// The text around its first `::`, which stands for any number of zero groups.
    private static func split(_ text: String) -> [Substring] {
        guard let gap = text.firstRange(of: "::") else { return [text[...]] }
        return [text[..<gap.lowerBound], text[gap.upperBound...]]
    }
}
