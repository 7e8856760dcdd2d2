// Why storms of a capacity search are run, and why some do not count, in words.

/// Why a storm is run, and why one does not count.
package enum CapacityReasons {
    /// Why a storm is run, as part of a sentence.
    package static func words(_ reason: CapacityStep.Reason) -> String {
        switch reason {
        case .first: "the smallest size"
        case .growing(let passed): "\(passed) held: more"
        case .again(let exclusion): "once more, since \(words(exclusion))"
        case .recovery(let failed): "\(failed) failed: does a size that held still hold?"
        case .easing(let failed): "\(failed) failed: less"
        case .narrowing(let lower, let upper): "the capacity seems to lie between \(lower) and \(upper)"
        case .repeating(let passed, let failed):
            "once more near the edge: so far \(passed) passed, \(failed) failed"
        case .beyond: "the capacity may be larger than anything tried"
        case .oneCapacity: "is there a single capacity? Away from it all storms should end alike"
        case .requirement(let passed): "to decide what is required: \(passed) of 3 storms passed"
        case .planning(let passed): "to confirm a size to plan with: \(passed) of 3 storms passed"
        case .doubt(let planned): "a smaller size failed, which speaks against planning with \(planned)"
        }
    }

    /// Why a storm does not count, as a clause.
    package static func words(_ exclusion: CapacityStorm.Exclusion) -> String {
        switch exclusion {
        case .generator: "the generator was the bottleneck"
        case .notRecovered: "the target had not recovered"
        case .cutShort: "the storm was cut short"
        }
    }
}
