// Forty small subjects, each as a statement, the same said in other words, and what comes next. Written for this project.
// An encoder's similarities of these texts are the measure that a person's similarities are read against.

/** `[statement, paraphrase, continuation]`. */
export const referenceTexts: readonly (readonly [string, string, string])[] = [
  [
    'The bakery on the corner opens at six in the morning.',
    'From six a.m. you can buy bread at the corner bakery.',
    'By seven the first trays of rolls are already sold out.',
  ],
  [
    'Restart the server after you change its configuration file.',
    'Once the config has been edited, the server must be started again.',
    'Settings that were read at the start are not read a second time.',
  ],
  [
    'My grandmother kept bees behind the old barn.',
    'Behind the barn, my grandma looked after several hives of bees.',
    'Every August she filled forty jars with dark honey.',
  ],
  [
    'The committee rejected the proposal because it cost too much.',
    'Because of its high price the plan was turned down by the committee.',
    'The authors may hand in a cheaper version before the end of May.',
  ],
  [
    'Heavy rain flooded three streets near the river last night.',
    'Last night three roads along the river were under water after a downpour.',
    'Firefighters pumped out the cellars until dawn.',
  ],
  [
    'A function that calls itself is called recursive.',
    'Recursion means that a function invokes itself.',
    'It needs a case in which it stops, or it will never return.',
  ],
  [
    'She practises the violin for an hour every evening.',
    'Each evening she spends one hour playing her violin.',
    'Her neighbours have learned to love the slow movements.',
  ],
  [
    'The train to the coast was delayed by forty minutes.',
    'Our coast train ran forty minutes late.',
    'We missed the ferry and had to wait for the next one.',
  ],
  [
    'Store passwords only as salted hashes, never as plain text.',
    'Passwords must not be saved in the clear; keep a salted hash instead.',
    'Then a stolen table does not give the accounts away.',
  ],
  [
    'The museum is free for children under twelve.',
    'Kids younger than twelve pay nothing at the museum.',
    'Adults can buy a ticket that is valid for two days.',
  ],
  [
    'Water the tomato plants early, before the sun is high.',
    'Tomatoes should be watered in the early morning rather than at noon.',
    'Wet leaves in the heat of the day invite disease.',
  ],
  [
    'The patient complained of a headache and a stiff neck.',
    'A sore head and a stiff neck were what the patient reported.',
    'The doctor ordered a blood test at once.',
  ],
  [
    'An index makes reading a table faster and writing to it slower.',
    'With an index, queries speed up while inserts slow down.',
    'So add one only for columns that are often searched.',
  ],
  [
    'The captain ordered the crew to lower the sails.',
    'The sailors were told by their captain to take the sails down.',
    'A wall of black cloud was coming up in the west.',
  ],
  [
    'He sold his car and bought a bicycle.',
    'He got rid of his automobile and purchased a bike instead.',
    'Now the way to the office takes him only ten minutes longer.',
  ],
  [
    'The meeting has been moved from Tuesday to Thursday.',
    'Instead of Tuesday, we are now going to meet on Thursday.',
    'Room and time stay the same.',
  ],
  [
    'Copper conducts electricity better than iron does.',
    'Iron is a poorer electrical conductor than copper.',
    'That is why most household wires are made of it.',
  ],
  [
    'The young king was afraid of his own generals.',
    'His own generals frightened the young monarch.',
    'He had their letters opened and their servants watched.',
  ],
  [
    'Two goals in the last ten minutes won the match for the visitors.',
    'The away team scored twice near the end and took the game.',
    'Their supporters sang all the way back to the station.',
  ],
  [
    'Bring the milk to the boil and stir in the flour.',
    'Heat the milk until it boils, then mix the flour into it.',
    'Keep stirring until the sauce is thick and smooth.',
  ],
  [
    'The company dismissed a fifth of its staff.',
    'One in five employees of the firm lost their jobs.',
    'Shares rose by four per cent after the news.',
  ],
  [
    'Write a test that fails before you repair the bug.',
    'Before fixing a defect, add a failing test for it.',
    'When it passes, you know that the repair works.',
  ],
  [
    'The library lends books for four weeks.',
    'You may keep a borrowed library book for four weeks.',
    'You can renew a loan twice if nobody is waiting for it.',
  ],
  [
    'Wolves have returned to the forests in the north of the country.',
    'In the northern forests of the country there are wolves again.',
    'Shepherds now bring their flocks in at night.',
  ],
  [
    'She has not answered my letter yet.',
    'I am still waiting for her reply to my letter.',
    'Perhaps it was lost in the post.',
  ],
  [
    'The bridge is closed to lorries of more than ten tonnes.',
    'Trucks heavier than ten tonnes may not use the bridge.',
    'A detour is signposted through the next village.',
  ],
  [
    'Glaciers in the mountains have lost half of their ice since 1950.',
    'Since 1950 the mountain glaciers have shrunk to half of what they were.',
    'In dry summers the rivers below now run low.',
  ],
  [
    'Please return the key to the front desk when you leave.',
    'On your departure, hand the key in at reception.',
    'A lost key costs thirty euros.',
  ],
  [
    'The new phone has a better camera but a weaker battery.',
    'Its camera has improved, yet the battery of the new phone is worse.',
    'Heavy users will have to charge it twice a day.',
  ],
  [
    'The village had no doctor for almost ten years.',
    'For close to a decade there was no physician in the village.',
    'Then a young woman from the city opened a practice in the old school.',
  ],
  [
    'Compress the images before you upload them to the site.',
    'Pictures should be made smaller before they are put on the website.',
    'Visitors on slow connections will thank you.',
  ],
  [
    'The jury found the accused not guilty.',
    'The defendant was acquitted by the jury.',
    'He left the court through a side door without a word.',
  ],
  [
    'Most birds of this species spend the winter in Africa.',
    'In winter the majority of these birds stay in Africa.',
    'They come back in the first warm days of April.',
  ],
  [
    'The lecture was so dull that half of the students fell asleep.',
    'Half the class dozed off during the boring lecture.',
    'The professor read on without looking up.',
  ],
  [
    'Interest rates will rise again next month, the bank announced.',
    'The bank has said that it is going to put interest rates up again next month.',
    'Loans for houses will become more expensive.',
  ],
  [
    'The cat climbed the tree and could not get down.',
    'Having gone up the tree, the cat was unable to come down again.',
    'In the end a neighbour fetched a ladder.',
  ],
  [
    'Every commit should do one thing and say why.',
    'A commit ought to contain a single change together with its reason.',
    'Reviewers can then read the history like a story.',
  ],
  [
    'The painter used only three colours in her late works.',
    'Her late paintings are made with no more than three colours.',
    'Critics called them cold; collectors paid fortunes for them.',
  ],
  [
    'Drink plenty of water when you hike in the heat.',
    'On hot walks it is important to drink a lot.',
    'A hat and long sleeves protect you from the sun.',
  ],
  [
    'The factory makes two thousand chairs a day.',
    'Two thousand chairs leave the plant every day.',
    'Most of them are shipped to hotels abroad.',
  ],
];
