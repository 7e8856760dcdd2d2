// What is remembered of each participant between two passes over the samples.
import Measuring

/// One participant. Some 48 bytes, whatever the journey.
struct Person: Sendable {
    /// The steps that this person began before entering, one bit each, by their place in the crowd's journey.
    var begun: UInt128 = 0
    /// Those of them that a gate had held back.
    var heldBack: UInt128 = 0
    /// When this person entered, in nanoseconds of the clock; the end of time if never.
    var entered = Int64.max

    /// The last step that was begun before this one; nil if there is none.
    func step(before step: Int) -> Int? { Person.highest(begun & ((1 << UInt128(step)) - 1)) }

    /// The first step that was begun after this one; nil if there is none.
    func step(after step: Int) -> Int? {
        let later = begun & ~((2 << UInt128(step)) &- 1)
        return later == 0 ? nil : later.trailingZeroBitCount
    }

    /// The last step that was begun; nil if there is none.
    var lastStep: Int? { Person.highest(begun) }

    /// Whether a gate had held this step back.
    func isHeldBack(_ step: Int) -> Bool { heldBack & (1 << UInt128(step)) != 0 }

    private static func highest(_ bits: UInt128) -> Int? {
        bits == 0 ? nil : UInt128.bitWidth - 1 - bits.leadingZeroBitCount
    }
}

/// Participants by their number. Numbers are dense, but a damaged file may hold any.
struct PeopleTable: Sendable {
    private static let shift: Int32 = 8
    private var chunks: [Int32: [Person]] = [:]

    subscript(participant: Int32) -> Person {
        get { chunks[participant >> PeopleTable.shift]?[PeopleTable.place(participant)] ?? Person() }
        _modify {
            let blank = repeatElement(Person(), count: 1 << PeopleTable.shift)
            yield &chunks[participant >> PeopleTable.shift, default: Array(blank)][PeopleTable.place(participant)]
        }
    }

    private static func place(_ participant: Int32) -> Int { Int(participant & ((1 << shift) - 1)) }
}
