// What is known of the capacity, as `capacity.json` has it.

extension CapacityDocument {
    /// What is known.
    package struct Answer: Codable, Equatable, Sendable {
        /// What can be said of the capacity.
        package enum Kind: String, Codable, Equatable, Sendable {
            /// It lies between `lower` and `upper`.
            case between
            /// It is larger than `lower`.
            case moreThan = "more-than"
            /// It is smaller than `upper`.
            case fewerThan = "fewer-than"
            /// There is no single one.
            case noSingleAnswer = "no-single-answer"
            /// Too little is known.
            case undecided
        }

        /// The answer in one sentence or two.
        package var sentence: String
        /// What can be said of the capacity: the size at which half of the storms pass.
        package var kind: Kind
        /// The likeliest capacity; nil if there is no interval.
        package var estimate: Int?
        /// The lower end of the interval, or what the capacity exceeds.
        package var lower: Int?
        /// The upper end of the interval, or what exceeds the capacity.
        package var upper: Int?
        /// The confidence of the interval, 0 to 1.
        package var confidence: Double
        /// The largest size that passed each of at least three storms; nil if there is none.
        package var planWith: Int?
        /// The smallest size, above all that passed, of which every storm failed; nil if there is none.
        package var fails: Int?
        /// The smallest size at which the generator was the bottleneck repeatedly; nil if there is none.
        package var generatorLimit: Int?
        /// Whether the required size holds; nil if nothing is required.
        package var requirement: CapacityAnswer.Requirement?
        /// What gave way first; nil if no storm failed.
        package var cause: CapacityCause?
        /// Whether the search came to its end; otherwise this is the answer so far.
        package var isComplete: Bool

        /// The answer of a search, with its words.
        package init(_ answer: CapacityAnswer, sentence: String, cause: CapacityCause? = nil) {
            self.sentence = sentence
            self.cause = cause
            confidence = answer.confidence
            switch answer.capacity {
            case .between(let lower, let estimate, let upper):
                kind = .between
                (self.lower, self.estimate, self.upper) = (lower, estimate, upper)
            case .moreThan(let size):
                kind = .moreThan
                lower = size
            case .fewerThan(let size):
                kind = .fewerThan
                upper = size
            case .noSingleAnswer: kind = .noSingleAnswer
            case .undecided: kind = .undecided
            }
            planWith = answer.planWith?.participants
            fails = answer.failing?.participants
            generatorLimit = answer.generatorLimit
            requirement = answer.requirement
            isComplete = answer.isComplete
        }
    }
}

extension CapacityDocument.Answer {
    /// The answer of a search with its sentence.
    package init(_ answer: CapacityAnswer, of document: CapacityDocument) {
        self.init(
            answer, sentence: CapacitySentence(answer, of: document).text,
            cause: CapacityCause(document.storms, arrival: document.settings.arrival))
    }
}
