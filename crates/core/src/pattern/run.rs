//! Runs a program over a text: all possible ways side by side, each place of the program at most
//! once per character.

use super::Instruction;

/// Places that were noted on one way.
type Places = Vec<Option<usize>>;

/// The places of the leftmost match; of several from there, the preferred one.
pub(super) fn first_match(program: &[Instruction], places: usize, text: &str) -> Option<Places> {
    let mut machine = Machine {
        program,
        length: text.len(),
        seen: vec![usize::MAX; program.len()],
        step: 0,
    };
    let mut ways: Vec<(usize, Places)> = Vec::new();
    let mut found = None;
    let characters = text.char_indices().map(|(at, c)| (at, Some(c)));
    machine.begin();
    for (at, character) in characters.chain([(text.len(), None)]) {
        // A new way starts here, after all that started before; none once there is a match.
        if found.is_none() {
            machine.follow(0, at, vec![None; places], &mut ways);
        }
        if ways.is_empty() {
            break;
        }
        let next = at + character.map_or(0, char::len_utf8);
        machine.begin();
        let mut gone_on = Vec::new();
        for (place, noted) in ways {
            match program.get(place) {
                Some(Instruction::Match) => {
                    found = Some(noted);
                    // What is preferred less does not matter any more.
                    break;
                }
                Some(Instruction::Take(class)) if character.is_some_and(|c| class.has(c)) => {
                    machine.follow(place + 1, next, noted, &mut gone_on);
                }
                _ => {}
            }
        }
        ways = gone_on;
    }
    found
}

struct Machine<'p> {
    program: &'p [Instruction],
    length: usize,
    /// The step in which a place was last reached.
    seen: Vec<usize>,
    step: usize,
}

impl Machine<'_> {
    fn begin(&mut self) {
        self.step += 1;
    }

    /// Adds all places that are reached from one without taking a character, best first.
    fn follow(&mut self, from: usize, at: usize, noted: Places, ways: &mut Vec<(usize, Places)>) {
        let mut pending = vec![(from, noted)];
        while let Some((place, mut noted)) = pending.pop() {
            match self.seen.get_mut(place) {
                Some(seen) if *seen != self.step => *seen = self.step,
                _ => continue,
            }
            match self.program.get(place) {
                Some(Instruction::Jump(to)) => pending.push((*to, noted)),
                Some(Instruction::Split(first, second)) => {
                    pending.push((*second, noted.clone()));
                    pending.push((*first, noted));
                }
                Some(Instruction::Save(slot)) => {
                    if let Some(noting) = noted.get_mut(*slot) {
                        *noting = Some(at);
                    }
                    pending.push((place + 1, noted));
                }
                Some(Instruction::Start) if at == 0 => pending.push((place + 1, noted)),
                Some(Instruction::End) if at == self.length => pending.push((place + 1, noted)),
                Some(Instruction::Take(_) | Instruction::Match) => ways.push((place, noted)),
                _ => {}
            }
        }
    }
}
