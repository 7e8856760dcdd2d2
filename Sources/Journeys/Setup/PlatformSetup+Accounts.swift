// Setup: the participants' accounts.
import Addresses
import Measuring
import PlatformContract
import Scenarios
import Transport

extension PlatformSetup {
    /// How many registrations run concurrently: setup must not be a storm.
    static let registrationsAtOnce = 16

    /// Registers every participant's account. Accounts that exist already (409) are used as they are.
    func registerAccounts(_ clientToken: String) async throws(SetupError) {
        let people = newcomers
        let workers = min(PlatformSetup.registrationsAtOnce, people.count)
        let outcome = await withTaskGroup(of: Result<(created: Int, existing: Int), SetupError>.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    do throws(SetupError) {
                        return .success(try await self.register(people, from: worker, by: workers, clientToken))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var sum = (created: 0, existing: 0)
            for await result in group {
                switch result {
                case .success(let part):
                    sum.created += part.created
                    sum.existing += part.existing
                case .failure(let error):
                    group.cancelAll()
                    return Result<(created: Int, existing: Int), SetupError>.failure(error)
                }
            }
            return .success(sum)
        }
        let sum = try outcome.get()
        if sum.created > 0 {
            notice("Registered \(sum.created) accounts\(sum.existing > 0 ? "; \(sum.existing) existed" : "").")
        }
    }

    /// The participants whose accounts to register.
    private var newcomers: [Identity] {
        plan.crowds.enumerated().flatMap { index, crowd -> [Identity] in
            guard crowd.participants.accounts == .create else { return [] }
            let numbers = plan.numbers(ofCrowd: index)
            return (0..<(crowd.expected ?? crowd.participants.count)).compactMap { place in
                crowd.person(at: place, number: numbers[place], seed: journey.seed).map { Identity($0) }
            }
        }
    }

    /// Registers every `step`-th account, starting with `first`.
    private func register(
        _ people: [Identity], from first: Int, by step: Int, _ clientToken: String
    ) async throws(SetupError) -> (created: Int, existing: Int) {
        try await withParticipant(
            Identity(generated: 0, moderators: 0), orFail: noRoom
        ) { (registrar) async throws(SetupError) in
            // The token that it sends, so that it is hidden in the server's texts.
            registrar.token = (clientToken, .client)
            return try await register(people, from: first, by: step, clientToken, as: registrar)
        }
    }

    private func register(
        _ people: [Identity], from first: Int, by step: Int, _ clientToken: String, as registrar: Participant
    ) async throws(SetupError) -> (created: Int, existing: Int) {
        let headers = HeaderLines.json(bearer: clientToken)
        var counts = (created: 0, existing: 0)
        for place in stride(from: first, to: people.count, by: step) {
            let person = people[place]
            var body = PreparedObject()
            body.string(Field.email, person.email)
            body.string(Field.password, person.password.revealed)
            body.string(Field.username, person.name)
            let call = PlatformRequest(
                .users,
                HTTPRequest(
                    method: "POST", url: origins.api.appending(PlatformPath.users), headers: headers,
                    body: body.closed().bytes(for: ParticipantValues(person))), bearer: .client)
            call.accepted = [409]
            do throws(Failure) {
                let made: Void? = try await registrar.exchange(call) { _ in }
                if made == nil { counts.existing += 1 } else { counts.created += 1 }
            } catch {
                throw SetupError("registering the account \(person.email)", at: origins.api, error, proxy)
            }
        }
        return counts
    }
}
