// `arrival`: how participants come, one form for each load model.
import Measuring

/// Reads the arrival.
struct ArrivalSection {
    let context: LoadContext
    /// How errors name it: `arrival`, `crowds.learners.arrival`.
    var path = "arrival"

    /// The load models, by the key that chooses one.
    private enum Model: String, CaseIterable {
        case over, rate, stages, trace, looping

        /// The keys that go with it.
        var companions: [String] {
            switch self {
            case .over: ["curve"]
            case .rate: ["for", "poisson"]
            case .stages: []
            case .trace: ["speed"]
            case .looping: ["for"]
            }
        }

        /// Whether it tells how many come.
        var tellsCount: Bool { self != .over }

        /// The model that a key without one most likely belongs to.
        static func of(companion key: String) -> Model { allCases.first { $0.companions.contains(key) } ?? .over }
    }

    /// The highest rate, per second.
    private static let fastest = 1_000_000.0
    /// The most arrivals of an open model: as many as can be numbered.
    private static let most = 1_000_000_000
    private static let mostStages = 100

    /// The key that makes an arrival tell how many come, as far as it can be seen without reading the rest.
    static func modelThatTellsCount(_ node: WrittenNode?) -> String? {
        guard case .mapping(let entries)? = node?.content else { return nil }
        return entries.first { Model(rawValue: $0.key)?.tellsCount == true }?.key
    }

    func read(_ node: WrittenNode) -> Arrival? {
        guard case .mapping(let entries) = node.content else {
            let expected = "at-once or \(Vocabulary.arrival.bare?.mapping(for: node) ?? "a mapping")"
            guard let plain = context.plainText(node, path, expected: expected) else { return nil }
            guard plain.text == "at-once" else {
                context.report(
                    .unknownWord(
                        path: path, found: plain.found,
                        nearest: NearestName.of(plain.found, among: ["at-once"]), known: [expected]),
                    at: node.place)
                return nil
            }
            return .atOnce
        }
        let reader = MappingReader(entries, Vocabulary.arrival, path: path, place: node.place, in: context)
        guard let model = model(entries, reader) else { return nil }
        return switch model {
        case .over: over(reader)
        case .rate: rate(reader)
        case .stages: stages(reader)
        case .trace: trace(reader)
        case .looping: looping(reader)
        }
    }

    /// The model that the keys choose. Reports keys that do not go with it.
    private func model(_ entries: [WrittenNode.Entry], _ reader: MappingReader) -> Model? {
        let known = entries.filter { Vocabulary.arrival.keys.contains($0.key) }
        guard let model = known.lazy.compactMap({ Model(rawValue: $0.key) }).first else {
            let model = known.first.map { Model.of(companion: $0.key) } ?? .over
            _ = reader.required(model.rawValue, example: Vocabulary.arrivalExamples[model.rawValue] ?? "", in: context)
            return nil
        }
        var fits = true
        for entry in known where entry.key != model.rawValue && !model.companions.contains(entry.key) {
            fits = false
            let other = Model(rawValue: entry.key)
            context.report(
                other == nil
                    ? .arrivalKey(entry.key, model: model.rawValue, path: path, known: model.companions)
                    : .arrivalModels(entry.key, model.rawValue, path: path),
                at: entry.place)
        }
        return fits ? model : nil
    }

    // MARK: Models

    private func over(_ reader: MappingReader) -> Arrival? {
        let curve = reader["curve"].flatMap { context.word($0, reader.path("curve"), as: Arrival.Curve.self) }
        guard let node = reader.required("over", example: "over: 60s", in: context),
            let window = context.duration(node, reader.path("over"))
        else { return nil }
        return .over(window: window, curve: curve ?? .uniform)
    }

    private func rate(_ reader: MappingReader) -> Arrival? {
        let rate = reader.required("rate", example: "rate: 50/s", in: context)
            .flatMap { context.rate($0, reader.path("rate"), atMost: ArrivalSection.fastest) }
        let length = length(reader)
        let poisson = reader["poisson"].flatMap { context.boolean($0, reader.path("poisson")) }
        guard let rate, let length else { return nil }
        return counted(.rate(perSecond: rate, for: length, poisson: poisson ?? false), reader.place)
    }

    private func stages(_ reader: MappingReader) -> Arrival? {
        guard
            let node = reader.required(
                "stages", example: "stages: [ { to: 100/s, for: 1m }, { hold: 2m } ]", in: context)
        else { return nil }
        let path = reader.path("stages")
        let items = context.list(node)
        guard (1...ArrivalSection.mostStages).contains(items.count) else {
            context.report(
                .outOfRange(
                    path: "the number of stages", found: String(items.count), least: "1",
                    most: String(ArrivalSection.mostStages)), at: node.place)
            return nil
        }
        let stages = items.enumerated().map { stage($0.element, "\(path).\($0.offset)") }
        let complete = stages.compactMap { $0 }
        guard complete.count == stages.count else { return nil }
        if case .hold? = complete.first {
            context.report(.stageHoldsNothing(path: path), at: items[0].place)
            return nil
        }
        let arrival = Arrival.stages(complete)
        guard let mean = arrival.mean, mean > 1e-9 else {
            context.report(.stagesBringNobody(path: path), at: node.place)
            return nil
        }
        return counted(arrival, node.place)
    }

    private func stage(_ node: WrittenNode, _ path: String) -> Arrival.Stage? {
        guard let reader = MappingReader(node, Vocabulary.stage, path: path, in: context) else { return nil }
        if let hold = reader["hold"] {
            guard reader["to"] == nil, reader["for"] == nil else {
                context.report(.stageForm(path: path), at: node.place)
                return nil
            }
            return context.duration(hold, reader.path("hold")).map { .hold(for: $0) }
        }
        guard reader["to"] != nil || reader["for"] != nil else {
            context.report(.stageForm(path: path), at: node.place)
            return nil
        }
        let rate = reader.required("to", example: "to: 100/s", in: context).flatMap {
            context.rate($0, reader.path("to"), atMost: ArrivalSection.fastest, allowsZero: true)
        }
        guard let length = length(reader, example: "for: 1m"), let rate else { return nil }
        return .ramp(to: rate, for: length)
    }

    private func trace(_ reader: MappingReader) -> Arrival? {
        let speed = reader["speed"].flatMap { context.number($0, reader.path("speed"), 0.001...1000) } ?? 1
        guard let node = reader.required("trace", example: "trace: joins.csv", in: context) else { return nil }
        let path = reader.path("trace")
        var joins: RecordedJoins
        if case .sequence(let items) = node.content {
            let times = items.map { item -> Duration? in
                guard let plain = context.plainText(item, path, expected: "a list of durations") else { return nil }
                // Unlike other durations, one of zero makes sense.
                return DurationText.parse(plain.text)
                    ?? context.duration(plain.text, found: plain.found, path, at: item.place)
            }
            guard times.allSatisfy({ $0 != nil }) else { return nil }
            joins = RecordedJoins(times.compactMap { $0?.divided(by: speed) }.sorted())
        } else {
            guard let file = context.existingFile(node, path),
                let record = context.data(file, named: node, path, JoinTimes.init)
            else { return nil }
            joins = RecordedJoins(
                record.nanoseconds.map { .nanoseconds($0).divided(by: speed) }, file: file, speed: speed)
        }
        guard let last = joins.times.last else {
            context.report(.traceIsEmpty(path: path), at: node.place)
            return nil
        }
        guard last <= DurationText.longest else {
            context.report(
                .tooMuch(
                    path: "the time of the last join", found: DurationText.write(last),
                    most: DurationText.write(DurationText.longest)), at: node.place)
            return nil
        }
        return .trace(joins)
    }

    private func looping(_ reader: MappingReader) -> Arrival? {
        let count = reader.required("looping", example: "looping: 200", in: context)
            .flatMap { context.integer($0, reader.path("looping"), 1...ParticipantsSection.most) }
        let length = length(reader)
        guard let count, let length else { return nil }
        return .looping(count, for: length)
    }

    private func length(_ reader: MappingReader, example: String = "for: 2m") -> Duration? {
        reader.required("for", example: example, in: context).flatMap { context.duration($0, reader.path("for")) }
    }

    /// The arrival, if no more come than can be numbered.
    private func counted(_ arrival: Arrival, _ place: SourceLocation) -> Arrival? {
        guard let mean = arrival.mean, mean > Double(ArrivalSection.most) else { return arrival }
        context.report(
            .outOfRange(
                path: "the number of arrivals", found: NumberText.write(mean.rounded()), least: "1",
                most: String(ArrivalSection.most)), at: place)
        return nil
    }
}

extension Duration {
    /// The duration over a number, to the nanosecond.
    fileprivate func divided(by number: Double) -> Duration {
        number == 1 ? self : .nanoseconds(Int64((Double(wholeNanoseconds) / number).rounded()))
    }
}
