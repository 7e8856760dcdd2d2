// Finds a byte, eight bytes at a time.

/// Searches through bytes.
package enum ByteSearch {
    /// The first place of a byte from `start` on; the end if there is none.
    package static func first(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = ones &* UInt64(byte)
        // The view is used only while `bytes` is alive.
        let raw = unsafe bytes.bytes
        var at = start
        while at + 8 <= bytes.count {
            // Bounds-checked by RawSpan; any eight bytes are a valid UInt64.
            let word = UInt64(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let zeros = word ^ pattern
            // A borrow can only mark bytes behind the first one that is zero.
            let hits = (zeros &- ones) & ~zeros & (ones &* 0x80)
            if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count, bytes[at] != byte { at += 1 }
        return at
    }
}
