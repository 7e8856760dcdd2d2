// Attendance is told apart by the externalUserId of each person: two participants with one id are an error at load.

/// Looks for participants who would come with the same id.
struct DuplicateIDs {
    let context: LoadContext

    /// Where a participant's id comes from.
    private struct Origin {
        var crowd: Int
        var number: Int32
        /// The row of its data; nil without.
        var row: Int?
    }

    /// Reports the first two participants with one id. Ids that only the run can tell are not looked at: those of random
    /// rows, and of texts with values that steps extract.
    /// - Parameters:
    ///   - plan: the plan.
    ///   - steps: where each crowd's first step that grants access is written.
    func check(_ plan: Plan, steps: [SourceLocation?]) {
        guard plan.attendance.isOn else { return }
        var known: [String: Origin] = [:]
        for (index, crowd) in plan.crowds.enumerated() {
            guard let template = crowd.idTemplate, crowd.participants.data?.order != .random,
                // Generated ids differ, as the numbers do that they are made of.
                template != AccessPlan().externalUserID || crowd.columns.contains("externalUserId")
            else { continue }
            let numbers = plan.numbers(ofCrowd: index)
            for place in 0..<(crowd.expected ?? crowd.participants.count) {
                guard let person = crowd.person(at: place, number: numbers[place], seed: 0),
                    let id = template.text(for: person, columns: crowd.columns)
                else { break }
                let origin = Origin(
                    crowd: index, number: person.number,
                    row: crowd.participants.data?.row(at: place, number: person.number, seed: 0))
                guard let other = known.updateValue(origin, forKey: id) else { continue }
                return report(other, origin, plan, at: steps[index])
            }
        }
    }

    private func report(_ first: Origin, _ second: Origin, _ plan: Plan, at step: SourceLocation?) {
        let data = plan.crowds[second.crowd].participants.data
        guard let data, let row = second.row else {
            if let step { context.report(.sharedID(first.number, second.number), at: step) }
            return
        }
        let part = context.dataPart(data.file, shown: data.shownFile)
        var other: Int?
        if let row = first.row, let earlier = plan.crowds[first.crowd].participants.data, earlier.file == data.file {
            other = data.table.line(ofRow: row)
        }
        context.report(
            .sharedIDInData(line: other, first.number, second.number),
            at: part.at(line: data.table.line(ofRow: row), column: 1))
    }
}

extension CrowdPlan {
    /// The text of the id with which its participants are granted access; nil if no step grants any.
    fileprivate var idTemplate: Template? {
        journey.lazy.compactMap { step in
            if case .generateAccess(let access) = step.action { access.externalUserID } else { nil }
        }.first
    }
}
