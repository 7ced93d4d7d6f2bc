//! Whatever happens in whatever order: the row is the fold of the log, the epoch only grows, and there
//! is one owner, who is a member and the only operator who is.

use super::desk::Desk;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ConversationId, Member, Page, SupportChanged, SupportState};
use warbler_testing::{TestApp, TestUser};

/// What may happen.
#[derive(Clone, Copy, Debug)]
enum Step {
    Write,
    Handoff,
    Offer,
    Claim(bool),
    TakeOver(bool),
    Assign(bool),
    Answer,
    Return,
    Snooze,
    Resolve,
    Reopen,
    Away(bool),
    Pass(u64),
    Work,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Write),
        2 => Just(Step::Handoff),
        1 => Just(Step::Offer),
        2 => any::<bool>().prop_map(Step::Claim),
        1 => any::<bool>().prop_map(Step::TakeOver),
        1 => any::<bool>().prop_map(Step::Assign),
        1 => Just(Step::Answer),
        1 => Just(Step::Return),
        1 => Just(Step::Snooze),
        1 => Just(Step::Resolve),
        1 => Just(Step::Reopen),
        1 => any::<bool>().prop_map(Step::Away),
        2 => (1_u64..200).prop_map(Step::Pass),
        3 => Just(Step::Work),
    ]
}

struct World<'a> {
    desk: &'a Desk<'a>,
    otto: &'a TestUser<'a>,
    customer: TestUser<'a>,
    asked: ConversationId,
}

impl World<'_> {
    /// Tries it: what the state refuses changes nothing, and nothing fails otherwise.
    async fn take(&self, step: Step) {
        let app = self.desk.app;
        let who = |otto: bool| json!({ "operator_id": if otto { "otto" } else { "olga" } });
        let until = app.now() + Duration::from_secs(3600);
        let (name, body) = match step {
            Step::Write => return drop(self.customer.send(self.asked, "?").await),
            Step::Work => return app.work().await,
            Step::Pass(minutes) => return app.advance(Duration::from_secs(60 * minutes)),
            Step::Away(away) => {
                return self.desk.be("olga", if away { "away" } else { "available" }).await;
            }
            Step::Answer => {
                let path = format!("/v1/conversations/{}/messages", self.asked);
                let body = json!({ "text": "!", "sender_id": "otto" });
                return drop(app.post(&path, &body).await.json::<Value>(201));
            }
            Step::Handoff => ("handoff", json!({ "reason": "loop", "customer_message": "Wait" })),
            Step::Offer => ("offer", json!({})),
            Step::Claim(otto) => ("claim", who(otto)),
            Step::TakeOver(otto) => ("take_over", who(otto)),
            Step::Assign(otto) => ("assign", who(otto)),
            Step::Return => ("return", json!({})),
            Step::Snooze => ("snooze", json!({ "until": until })),
            Step::Resolve => ("resolve", json!({})),
            Step::Reopen => ("reopen", json!({})),
        };
        let answer = self.desk.try_server(self.asked, name, body).await;
        let fine = matches!(answer.status, 200 | 409 | 422);
        assert!(fine, "{step:?}: {}", String::from_utf8_lossy(&answer.body));
    }

    async fn check(&self) {
        let there = self.desk.seen_by_operator(self.asked).await;
        let (mut epoch, mut last) = (0, None::<SupportChanged>);
        for event in self.customer.entries(self.asked).await {
            if !event.t.as_str().starts_with("support.") {
                continue;
            }
            let changed: SupportChanged = serde_json::from_str(event.d.get()).unwrap();
            let moved = last.as_ref().is_none_or(|last| last.owner != changed.owner);
            assert!(changed.owner_epoch >= epoch + i64::from(moved), "{changed:?} after {epoch}");
            epoch = changed.owner_epoch;
            last = Some(changed);
        }
        let last = last.unwrap();
        assert_eq!(
            (there.state, there.owner_epoch, &there.owner),
            (last.state, last.owner_epoch, &last.owner)
        );
        self.check_members(there.state, last.owner.user_id.map(|id| id.to_string())).await;
    }

    async fn check_members(&self, state: SupportState, owner: Option<String>) {
        let path = format!("/v1/conversations/{}/members", self.asked);
        let members: Page<Member> = self.customer.get(&path).await.json(200);
        let members: Vec<_> = members.data.iter().map(|member| member.user_id.as_str()).collect();
        let operators = members.iter().filter(|id| ["olga", "otto"].contains(id));
        let operators: Vec<_> = operators.map(|id| (*id).to_owned()).collect();
        let owner: Vec<_> = owner.into_iter().filter(|id| id != "robo").collect();
        assert_eq!(operators, owner, "{state:?}");
    }
}

async fn check(desk: &Desk<'_>, otto: &TestUser<'_>, round: usize, steps: &[Step]) {
    let customer = desk.app.user(&format!("customer-{round}")).await;
    let asked = super::desk::ask(&customer).await;
    let world = World { desk, otto, customer, asked };
    for step in steps {
        world.take(*step).await;
    }
    world.check().await;
    desk.app.work().await;
    world.check().await;
    assert_eq!(world.otto.id.as_str(), "otto");
}

#[test]
fn the_owner_is_the_fold_of_the_log_whatever_happens() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::start());
    let desk = runtime.block_on(async {
        let desk = Desk::with_bot(&app).await;
        let path = format!("/v1/support/queues/{}", desk.queue.id);
        let queue = json!({ "max_wait_minutes": 30, "return_to_bot": true,
            "targets": { "first_response_minutes": 10, "resolution_minutes": 60 } });
        app.patch(&path, &queue).await.json::<Value>(200);
        let settings = json!({ "auto_resolve_hours": 3, "reopen_to": "assignee" });
        app.patch("/v1/support", &settings).await.json::<Value>(200);
        desk.hire("olga", json!({ "capacity": 100 })).await;
        desk
    });
    let otto = runtime.block_on(app.user("otto"));
    runtime.block_on(desk.hire("otto", json!({ "capacity": 100 })));
    let round = std::cell::Cell::new(0);
    let config = Config { cases: 16, failure_persistence: None, ..Default::default() };
    let steps = proptest::collection::vec(step(), 1..30);
    let result = TestRunner::new(config).run(&steps, |steps| {
        round.set(round.get() + 1);
        runtime.block_on(check(&desk, &otto, round.get(), &steps));
        Ok(())
    });
    result.unwrap();
}
