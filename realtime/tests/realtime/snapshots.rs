//! A snapshot plus later events is a fresh snapshot, and older events change nothing.

mod client;
mod world;

use client::Model;
use proptest::test_runner::{Config as ProptestConfig, TestRunner};
use serde_json::{Value, json};
use warbler_testing::{TestApp, TestSocket};
use world::{Step, World, step};

/// Everything a socket was told so far.
async fn told(socket: &mut TestSocket) -> Vec<Value> {
    let pong = socket.begin("ping", json!({})).await;
    socket.reply(pong).await;
    socket.waiting()
}

async fn check(app: &TestApp, round: usize, steps: &[Step]) {
    let name = |who: &str| format!("{who}-{round}");
    let (alice, bob, carol) = (name("alice"), name("bob"), name("carol"));
    let users = [app.user(&alice).await, app.user(&bob).await, app.user(&carol).await];
    let group = app.group(&[&users[0], &users[1]]).await;
    let mut socket = users[1].connect().await;
    let cursor = socket.cursor.clone();
    let mut world = World { app, users, group, sent: Vec::new() };
    let mut snapshots = vec![Model::read(&world.users[1], group).await];
    for step in steps {
        world.take(step).await;
        if matches!(step, Step::Snapshot) {
            snapshots.push(Model::read(&world.users[1], group).await);
        }
    }
    let fresh = Model::read(&world.users[1], group).await;
    let live = told(&mut socket).await;
    let off_the_list = "/v1/conversations?filter=hidden&limit=1";
    let off_the_list: Value = world.users[1].get(off_the_list).await.json(200);
    assert_eq!(fresh.is_off_the_list(), off_the_list["data"][0]["id"] == json!(group));
    let (_, missed) = world.users[1].resume(&cursor).await;
    let entries: Vec<_> =
        world.users[1].entries(group).await.iter().map(|event| json!(event)).collect();
    // What one did for oneself takes no place among the entries: a sync tells of it.
    let private: Vec<_> = missed.iter().filter(|event| event["n"].is_null()).cloned().collect();
    let paged: Vec<_> = entries.into_iter().chain(private).collect();
    for snapshot in snapshots {
        for (how, events) in [("live", &live), ("sync", &missed), ("entries", &paged)] {
            let mut folded = snapshot.clone();
            // Twice: everything that is older by then changes nothing.
            events.iter().chain(events).for_each(|event| folded.fold(event));
            assert_eq!(folded, fresh, "by {how}");
        }
    }
}

#[test]
fn a_snapshot_plus_later_events_is_a_fresh_snapshot() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::start());
    let round = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    let steps = proptest::collection::vec(step(), 1..40);
    let result = TestRunner::new(config).run(&steps, |steps| {
        round.set(round.get() + 1);
        runtime.block_on(check(&app, round.get(), &steps));
        Ok(())
    });
    result.unwrap();
}
