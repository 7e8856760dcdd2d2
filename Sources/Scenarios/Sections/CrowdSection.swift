// A crowd: `participants`, `arrival`, `start` and `journey`, at the top of a scenario or below `crowds`.

/// Reads a crowd.
struct CrowdSection {
    let context: LoadContext

    /// What could be read of a crowd.
    struct Reading {
        var name = CrowdPlan.onlyName
        var participants: ParticipantsPlan?
        var arrival: Arrival?
        /// When it starts; nil if that could not be read.
        var start: CrowdPlan.Start? = .withRun
        /// Where that is written.
        var startPlace: SourceLocation
        var journey: JourneySection.Reading?
        /// Where its data is written, if it has any.
        var dataPlace: SourceLocation?
        /// How `accounts` is called and where it is written, if it is.
        var accounts: (path: String, place: SourceLocation)?

        /// The steps; nil if one could not be read.
        var steps: [JourneySection.Step]? { journey?.steps }

        /// Whether there is a gate, or whether the arrival puts one before the first step, as far as known.
        var hasGate: Bool {
            arrival == nil || arrival == .atOnce || steps?.contains { $0.plan.release != nil } ?? true
        }

        /// The crowd, if all of it could be read.
        var crowd: CrowdPlan? {
            guard let participants, let arrival, let start, var steps = steps?.map(\.plan) else { return nil }
            if arrival == .atOnce, !steps.isEmpty, steps.allSatisfy({ $0.release == nil }) {
                steps[0].release = ReleasePlan()
            }
            return CrowdPlan(name: name, participants: participants, arrival: arrival, start: start, journey: steps)
        }
    }

    /// Reads the crowd that a mapping describes.
    func read(_ section: MappingReader, named name: String = CrowdPlan.onlyName) -> Reading {
        var reading = Reading(name: name, startPlace: section.place)
        reading.arrival =
            section["arrival"].map { ArrivalSection(context: context, path: section.path("arrival")).read($0) }
            ?? .atOnce
        let model = ArrivalSection.modelThatTellsCount(section["arrival"])
        let participants = ParticipantsSection(context: context, path: section.path("participants"))
        if let node = section["participants"] {
            reading.accounts = node.entry("accounts").map { (section.path("participants") + ".accounts", $0.place) }
            reading.dataPlace = node.entry("data")?.place
            reading.participants = participants.read(node, arrival: reading.arrival, model: model)
        } else if model != nil {
            reading.participants = reading.arrival?.usualCount.map { ParticipantsPlan(count: $0) }
        } else {
            _ = section.required("participants", example: "participants: { count: 500 }", in: context)
        }
        let before = context.names
        defer { context.names = before }
        let data = reading.participants?.data
        context.names.columns = Set(data?.table.columns ?? [])
        context.names.people = data.map { NameScope.People(file: $0.shownFile, columns: $0.table.columns) }
        context.names.hasModerators =
            reading.participants.map { $0.moderators > 0 || data?.table.columns.contains("role") == true } ?? true
        context.names.lacksColumns = data == nil && section["participants"]?.entry("data") != nil
        reading.journey = section.required("journey", example: "journey: [ enter-room ]", in: context)
            .map { JourneySection(context: context, path: section.path("journey")).read($0) }
        if let data { requireCredentials(of: data, for: reading.steps ?? []) }
        if let arrival = reading.arrival, arrival.tellsCount, arrival.expected(of: ParticipantsPlan(count: 0)) == nil,
            let step = reading.steps?.first(where: { $0.plan.release != nil })
        {
            context.report(.gateOfUnknownSize(arrival: arrival.word), at: step.place)
        }
        return reading
    }

    /// Reports the first empty cell of each column with which the steps log in.
    private func requireCredentials(of data: ParticipantData, for steps: [JourneySection.Step]) {
        let names = Set(steps.flatMap(\.plan.templates).flatMap(\.names))
        for (name, column) in [(Template.Name.participantEmail, "email"), (.participantPassword, "password")] {
            guard names.contains(name), let cell = data.table.emptyCells[column] else { continue }
            let part = context.dataPart(data.file, shown: data.shownFile)
            context.report(.emptyCell(column: column), at: part.at(line: cell.line, column: cell.column))
        }
    }
}
