//! The emoji that people write most, by the names they are known by.

/// One line each: the sign, then its names, the best known first.
const TABLE: &str = "\
😀 grinning happy
😃 smiley happy
😄 smile happy
😁 grin
😅 sweat_smile
🤣 rofl
😂 joy lol tears
🙂 slight_smile
🙃 upside_down
😉 wink
😊 blush
😇 innocent angel
🥰 loving
😍 heart_eyes love
🤩 star_struck
😘 kissing_heart kiss
😋 yum tasty
😛 tongue
😜 winking_tongue crazy
🤪 zany crazy
🤗 hug hugs
🤔 thinking hmm
🫡 salute
🤨 raised_eyebrow doubt
😐 neutral
😶 no_mouth
😏 smirk
😒 unamused
🙄 roll_eyes eyeroll
😬 grimacing
😔 pensive sad
😴 sleeping zzz
😷 mask ill
🤯 mind_blown exploding_head
🥳 partying party
😎 sunglasses cool
🤓 nerd
🧐 monocle
😕 confused
🙁 slight_frown
😮 open_mouth wow
😳 flushed
🥺 pleading please
😢 cry sad
😭 sob crying
😱 scream
😩 weary
🥱 yawn bored
😤 triumph huff
😡 rage angry
💀 skull dead
💩 poop
🤡 clown
👻 ghost
🤖 robot
🙈 see_no_evil monkey
❤️ heart love
💛 yellow_heart
💚 green_heart
💙 blue_heart
💜 purple_heart
💔 broken_heart
💖 sparkling_heart
💯 100 hundred
💥 boom collision
💬 speech_balloon comment
👋 wave hello
✋ raised_hand hand stop
👌 ok_hand okay
✌️ victory peace
🤞 crossed_fingers luck
👈 point_left
👉 point_right
👆 point_up
👇 point_down
👍 +1 thumbsup yes like
👎 -1 thumbsdown no dislike
👏 clap applause
🙌 raised_hands hooray
🫶 heart_hands
🤝 handshake deal
🙏 pray thanks please
💪 muscle strong
🧠 brain
👀 eyes look
🤷 shrug
🤦 facepalm
🙋 raising_hand question
🎉 tada party celebrate
🎊 confetti
🎂 birthday cake
🎁 gift present
🏆 trophy
🎵 music note
🔥 fire hot
✨ sparkles
⭐ star
🌟 glowing_star
☀️ sun sunny
🌈 rainbow
❄️ snow cold
⚡ zap lightning
🌍 earth_africa world
🌱 seedling plant
🌳 tree
🐛 bug
🐱 cat
🐶 dog
🦀 crab rust
🐧 penguin linux
☕ coffee
🍺 beer
🍕 pizza
🍿 popcorn
🚀 rocket ship launch
✈️ airplane travel
🏠 house home
⏰ alarm clock
⏳ hourglass time
📅 calendar date
📝 memo note
📚 books
📖 book read
💡 bulb idea
💻 laptop computer
📷 camera photo
📈 chart up
📣 mega announce
🔔 bell
🔒 lock secure
🔗 link
🔍 mag search
🔧 wrench fix
⚙️ gear settings
🛠️ tools
💰 money
✅ check done
❌ x cross wrong
❓ question
❗ exclamation
⚠️ warning
🚨 rotating_light alert
🚧 construction wip
⛔ no_entry
♻️ recycle
🏳️‍🌈 rainbow_flag pride
";

/// Signs with the name that was meant by the beginning of one: those by their first name come first.
pub(super) fn find(query: &str, most: usize) -> Vec<(&'static str, &'static str)> {
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for line in TABLE.lines() {
        let mut names = line.split(' ');
        let sign = names.next().unwrap_or_default();
        for (at, name) in names.enumerate() {
            if name.starts_with(query) || name.split('_').any(|word| word.starts_with(query)) {
                let is_first = at == 0 && name.starts_with(query);
                if is_first { &mut first } else { &mut more }.push((sign, name));
                break;
            }
        }
    }
    first.append(&mut more);
    first.truncate(most);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_sign_and_its_names() {
        for line in TABLE.lines() {
            let (sign, names) = line.split_once(' ').expect(line);
            assert!(!sign.is_ascii(), "{line}");
            for name in names.split(' ') {
                let is_plain = |c: char| c.is_ascii_alphanumeric() || "_+-".contains(c);
                assert!(!name.is_empty() && name.chars().all(is_plain), "{line}");
            }
        }
    }

    #[test]
    fn no_sign_is_there_twice() {
        let mut signs: Vec<&str> = TABLE.lines().filter_map(|l| l.split(' ').next()).collect();
        signs.sort_unstable();
        let all = signs.len();
        signs.dedup();
        assert_eq!(signs.len(), all);
    }

    #[test]
    fn a_sign_is_found_by_the_beginning_of_a_name() {
        assert_eq!(find("tad", 5), [("🎉", "tada")]);
        assert_eq!(find("+1", 5), [("👍", "+1")]);
        assert_eq!(find("hea", 1), [("😍", "heart_eyes")]);
        assert!(find("heart", 9).contains(&("❤️", "heart")));
        assert_eq!(find("pa", 2), [("🥳", "partying"), ("🎉", "party")]);
        assert_eq!(find("zzzz", 5), []);
    }
}
