// The host receives the platform's webhooks: it registers the run's own before anybody comes, and deletes it when
// everybody has left.
import EventLoops
package import Measuring
package import Scenarios

/// Receiving webhooks, as a duty of the host.
package struct WebhookDuty: EventDuty {
    /// What the receiver of deliveries tells of itself.
    package struct Receiver: Sendable {
        /// How many requests were no deliveries.
        var refused: @Sendable () -> Int
        /// How many were turned away since too many came at once.
        var overloaded: @Sendable () -> Int
        /// Takes no more deliveries, and tells how many it took.
        var stop: @Sendable () -> Int

        /// Creates it.
        package init(
            refused: @escaping @Sendable () -> Int, overloaded: @escaping @Sendable () -> Int,
            stop: @escaping @Sendable () -> Int
        ) {
            self.refused = refused
            self.overloaded = overloaded
            self.stop = stop
        }
    }

    /// Whose call the platform tells of.
    package struct People: Sendable {
        /// How many participants have entered so far.
        var entered: @Sendable () -> Int
        /// How often the platform has let one into the room.
        var joins: @Sendable () -> Int

        /// Creates it.
        package init(entered: @escaping @Sendable () -> Int, joins: @escaping @Sendable () -> Int) {
            self.entered = entered
            self.joins = joins
        }
    }

    private let mode: EventPlan.Mode
    private let marker: WebhookMarker
    /// Where the platform is to send deliveries.
    private let url: String
    private let inbox: WebhookInbox
    private let timeline: EventTimeline
    /// What the receiver tells of itself.
    private let receiver: Receiver
    private let people: People

    /// How long the last events of the call are waited for, if everybody has left.
    private static let lastEvents = Duration.seconds(2)
    /// How often a webhook is looked for whose registration was not answered, and how long after each other: the platform
    /// may still be at it.
    private static let looks = 3
    private static let pause = Duration.seconds(1)
    /// How long after the first look another one may begin, if the platform answers slowly or not at all.
    private static let longestSearch = Duration.seconds(4)
    /// How requests are made that must not hold up the end of the run.
    private static let short = EventHost.Rules(timeoutMilliseconds: 5_000, attempts: 2, longestWait: 5)

    /// Creates the duty.
    /// - Parameters:
    ///   - mode: what follows if the webhook cannot be registered, or nothing comes.
    ///   - marker: the run's own.
    ///   - base: under which URL the receiver is reached, without a slash at its end.
    ///   - inbox: takes the deliveries.
    ///   - timeline: where entries are written.
    ///   - receiver: what the receiver tells of itself.
    ///   - people: whose call the platform tells of.
    package init(
        mode: EventPlan.Mode, marker: WebhookMarker, base: String, inbox: WebhookInbox, timeline: EventTimeline,
        receiver: Receiver, people: People
    ) {
        self.mode = mode
        self.marker = marker
        url = base + marker.path
        self.inbox = inbox
        self.timeline = timeline
        self.receiver = receiver
        self.people = people
    }

    private func registration(_ host: EventHost) -> WebhookRegistration {
        WebhookRegistration(marker: marker, url: url, spaceID: host.spaceID)
    }

    package func begin(as host: EventHost) async throws(SetupError) {
        let registration = registration(host)
        let outcome: WebhookRegistration.Outcome
        do throws(Failure) {
            outcome = try await host.act(in: .setup) { (client) throws(Failure) in
                try await registration.register(client) { [inbox] in inbox.noteRegistration(mayBe: true) }
            }
            inbox.noteRegistration(mayBe: false)
        } catch {
            // The platform may have registered it all the same.
            if !error.leavesOutcomeOpen { inbox.noteRegistration(mayBe: false) }
            guard !Task.isCancelled else {
                inbox.change { $0.reason = "the run was stopped while its webhook was being registered." }
                // No request can be made any more; `conclude` looks for it.
                return
            }
            outcome = .refused(
                reason: "the webhook could not be registered: \(error.detail)",
                remedy: "Check the platform's log, or leave `webhooks` out.")
            // If the run goes on, there is time to look again at its end.
            await takeBackUnanswered(host, in: .setup, looks: mode == .required ? WebhookDuty.looks : 1)
        }
        switch outcome {
        case .registered(let secret, let cleared):
            if let cleared {
                timeline.note(.webhookCleared, "deleted the webhook that the run \(cleared) had left behind")
                host.notice("Deleted the webhook that the run \(cleared) of Turnout had left behind.")
            }
            inbox.open(secret, roomID: host.roomID, url: url)
            timeline.note(.webhookRegistered, "registered the run's webhook")
        case .refused(let reason, let remedy):
            guard mode != .required else {
                throw SetupError(message: "webhooks are required, and \(reason)", remedy: remedy)
            }
            timeline.note(.webhookFailed, reason)
            inbox.change { $0.reason = "\(reason)." }
            host.notice("No webhooks are received: \(reason).")
        }
    }

    package func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        if inbox.isOpen {
            if people.entered() > 0 {
                // The call of those who could not leave goes on.
                _ = await inbox.wait(
                    until: Moment.now.advanced(by: WebhookDuty.lastEvents), on: host.place.loop
                ) { ending.leftBehind > 0 ? inbox.callHasStarted : inbox.callsAreWhole }
            }
            await takeBack(host)
        } else {
            await takeBackUnanswered(host, in: .teardown, looks: WebhookDuty.looks)
        }
        // Whatever was answered with 200 counts, and nothing after that.
        let taken = receiver.stop()
        _ = await inbox.wait(until: Moment.now.advanced(by: WebhookDuty.lastEvents), on: host.place.loop) {
            inbox.read >= taken
        }
        inbox.close(refused: receiver.refused(), overloaded: receiver.overloaded())
        if inbox.isOpen, people.joins() > 0, !ending.isInterrupted { noteMissingEvents(host, &account) }
        account.webhooks = inbox.account
    }

    /// Says that nothing came of the call that there was; a run that requires webhooks fails for it.
    private func noteMissingEvents(_ host: EventHost, _ account: inout EventAccount) {
        let isOwnAddress = host.plan.event.webhooks.url == nil
        guard let missing = MissingEvents(inbox.account, url: url, isOwnAddress: isOwnAddress) else { return }
        inbox.change { $0.reason = missing.sentences }
        if mode == .required { account.unmet.append("Webhooks are required: \(missing.sentences.uncapitalizedFirst)") }
    }

    /// Deletes a webhook that was registered although the answer did not come, if there may be one. What fails here is left
    /// to the next run.
    private func takeBackUnanswered(_ host: EventHost, in step: StepIndex, looks: Int) async {
        let registration = registration(host)
        let deadline = Moment.now.advanced(by: WebhookDuty.longestSearch)
        for look in 0..<looks where inbox.mayBeRegistered && Moment.now < deadline {
            if look > 0, (try? await host.place.loop.sleep(for: WebhookDuty.pause)) == nil { return }
            let removal = try? await host.act(in: step, WebhookDuty.short) { (client) throws(Failure) in
                try await registration.remove(client)
            }
            switch removal {
            case .deleted:
                inbox.noteRegistration(mayBe: false)
                timeline.note(.webhookDeleted, "deleted the run's webhook, whose registration had not been answered")
            case .refused(let why):
                timeline.note(.webhookFailed, "the run's webhook could not be deleted: \(why)")
                host.notice("The run's webhook could not be deleted: \(why).")
                return
            case .missing, nil: continue
            case .gone: return
            }
        }
    }

    private func takeBack(_ host: EventHost) async {
        let registration = registration(host)
        do throws(Failure) {
            let removal = try await host.act(in: .teardown, WebhookDuty.short) { (client) throws(Failure) in
                try await registration.remove(client)
            }
            switch removal {
            case .deleted:
                timeline.note(.webhookDeleted, "deleted the run's webhook")
                inbox.change { $0.isDeleted = true }
            case .missing: wasGone("the run's webhook had been deleted before its end")
            case .gone(let why): wasGone(why)
            case .refused(let why): couldNotDelete(host, why)
            }
        } catch {
            couldNotDelete(host, error.detail)
        }
    }

    private func wasGone(_ why: String) {
        timeline.note(.webhookFailed, why)
        inbox.change { $0.reason = "\(why.capitalizedFirst); events may be missing." }
    }

    private func couldNotDelete(_ host: EventHost, _ why: String) {
        timeline.note(.webhookFailed, "the run's webhook could not be deleted: \(why)")
        inbox.change {
            $0.reason = "The run's webhook could not be deleted (\(why)); the next run with `webhooks` does it."
        }
        host.notice("The run's webhook could not be deleted: \(why).")
    }
}

extension String {
    /// The text as the beginning of a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    /// A sentence as a part of another one.
    var uncapitalizedFirst: String { prefix(1).lowercased() + dropFirst() }
}
