// Texts as forms and queries write them.

/// `application/x-www-form-urlencoded` (URL standard, section 5.2).
enum FormText {
    /// Letters, digits and `*-._`, which stay as they are.
    private static let plain: [Bool] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "*-._".utf8.contains(UInt8(byte))
        }
    }
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Appends a name or a value.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            if plain[Int(byte)] {
                bytes.append(byte)
            } else if byte == UInt8(ascii: " ") {
                bytes.append(UInt8(ascii: "+"))
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
    }
}
