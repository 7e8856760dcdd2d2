// Counts aliases before YAML is parsed, so that they cannot multiply first.
//
// A list of aliases to lists of aliases can stand for more values than fit in memory. Composing such a tree is cheap,
// because aliases share their targets, and our own copy is counted; but Yams compares the keys of a mapping in full. So
// few aliases are allowed, and none in a key that is itself a list or a mapping.

/// Counts everything in a text that could be an alias, in quotes and comments too.
struct AliasScan {
    /// The number of possible aliases.
    private(set) var count = 0
    /// The first line that may have an alias in a key.
    private(set) var keyLine: Int?

    init(_ source: SourceText) {
        guard source.text.utf8.contains(UInt8(ascii: "&")), source.text.utf8.contains(UInt8(ascii: "*")) else { return }
        var keys: [Int] = []
        for (number, line) in source.lines.enumerated() {
            let bytes = Array(line.utf8)
            // The next byte that ends a token, searched for once for all asterisks before it.
            var end = 0
            for index in bytes.indices {
                switch bytes[index] {
                case UInt8(ascii: "*") where AliasScan.begins(bytes, at: index):
                    count += 1
                    if end <= index {
                        end = bytes[(index + 1)...].firstIndex { AliasScan.ends.contains($0) } ?? bytes.endIndex
                    }
                    if AliasScan.isKey(bytes[end...]) { keys.append(number + 1) }
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if AliasScan.isKey(bytes[(index + 1)...]) { keys.append(number + 1) }
                case UInt8(ascii: "?") where AliasScan.begins(bytes, at: index):
                    let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
                    if next <= UInt8(ascii: " ") { keys.append(number + 1) }
                default: break
                }
            }
        }
        if count > 0 { keyLine = keys.first }
    }

    private static let ends = Array(" \t,]}:".utf8)

    /// Whether a token can start here: at the beginning, or after a space or an indicator.
    private static func begins(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index > 0 else { return true }
        return bytes[index - 1] <= UInt8(ascii: " ") || "[{,:?-".utf8.contains(bytes[index - 1])
    }

    /// Whether a colon follows, ignoring spaces.
    private static func isKey(_ behind: ArraySlice<UInt8>) -> Bool {
        behind.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: ":")
    }
}
