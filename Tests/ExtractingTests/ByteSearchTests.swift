// Finding a byte gives the same as looking at one after another.
import Extracting
import Support
import Testing

struct ByteSearchTests {
    @Test(arguments: [FuzzSeed.value]) func `The first of equal bytes is found, wherever it is`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            // Neighbours of the byte that is looked for, where a borrow between bytes would show.
            let wanted = UInt8.random(in: 0...255, using: &random)
            let values = [wanted, wanted &+ 1, wanted &- 1, wanted ^ 0x80, 0, 0xFF]
            let count = Int.random(in: 0...40, using: &random)
            let bytes = (0..<count).map { _ in values[min(Int.random(in: 0...20, using: &random), 5)] }
            let start = Int.random(in: 0...count, using: &random)
            let expected = bytes[start...].firstIndex(of: wanted) ?? count
            let found = ByteSearch.first(wanted, in: bytes.span, from: start)
            #expect(found == expected, "seed \(seed): \(wanted) in \(bytes)")
        }
    }
}
