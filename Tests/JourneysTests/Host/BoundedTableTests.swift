// A table that forgets the oldest keys.
import Testing

@testable import Journeys

struct BoundedTableTests {
    @Test func `the latest keys are remembered, and no more than may be`() {
        var table = BoundedTable<Int>(limit: 3)
        for number in 1...10 {
            table.change("\(number)", from: 0) { $0 += number }
            #expect(table.count == min(number, 3))
        }
        #expect(table["7"] == nil && (8...10).map { table["\($0)"] } == [8, 9, 10])
    }

    @Test func `a key that is known is changed in its place`() {
        var table = BoundedTable<Int>(limit: 2)
        table.change("a", from: 1) { $0 += 1 }
        table.change("b", from: 1) { $0 += 1 }
        #expect(table.change("a", from: 1) { $0 } == 2)
        table.change("c", from: 1) { $0 += 1 }
        // The oldest is forgotten, even if it was changed last.
        #expect(table["a"] == nil && table["b"] == 2 && table["c"] == 2)
        #expect(table.first { $0 == "c" && $1 == 2 }?.key == "c")
    }
}
