namespace AspireCoach.Habits;

/// <summary>The journal of the demo data: how many days ago, the mood, the text.</summary>
internal static class HabitsDemoJournal
{
    public static readonly IReadOnlyList<(int Ago, int Mood, string Text)> Entries =
    [
        (1, 2, "I skipped my run because I worked late: the release slipped, I was home after nine and it was pouring with rain. At least I meditated and read a few pages before bed."),
        (2, 4, "Good strength session at the gym, the new routine finally feels natural. Squats went up a little."),
        (3, 3, "Lovely run along the river, 5 km without stopping. Stayed up far too long afterwards watching the match, so no early night."),
        (4, 3, "Back-to-back meetings from eight to six. I forgot to meditate, it simply never crossed my mind."),
        (6, 4, "Trained with Jonas today, which makes it so much easier to show up. No reading, we went for dinner after."),
        (8, 4, "Maria's birthday. We danced until one, so bed by 23:00 was never going to happen. Worth it."),
        (9, 1, "Slept badly after the party and felt it all day. Skipped strength training and meditation because I was exhausted, and then could not fall asleep again."),
        (10, 2, "My left knee hurt on the stairs this morning, so I skipped the run to be careful. Iced it in the evening and was too grumpy to read."),
        (12, 5, "The knee is fine again. Easy run, sunshine, and I felt like I could have gone on for ever."),
        (14, 3, "Visited my parents. A calm day, though I did not find ten quiet minutes to meditate with everybody around."),
        (16, 3, "Long drive home. Gym in the evening, but my eyes were too tired for reading."),
        (17, 4, "Fastest 5 km so far this year. I think the intervals are paying off."),
        (20, 2, "Deadline at work. I stayed at the office until ten and skipped strength training, reading and sleep. I must not let every release go like this."),
        (22, 4, "Morning run before breakfast. When I run early nothing can get in the way, I should do this more often."),
        (24, 2, "Thunderstorm all evening, so I skipped the run. Sat at the window with the laptop until midnight instead."),
        (26, 4, "Ran with the club for the first time. Friendly people, and the pace was just right for me."),
        (27, 3, "Trained hard at lunch. Skipped meditation because the kids next door were noisy and I lost my patience."),
        (29, 5, "A run through the park, then coffee with Lena. I feel fitter than I have in years."),
        (31, 4, "Finished the novel I have been reading since summer. On to the next one."),
        (35, 3, "Could not put the new book down and went to bed at half past twelve."),
        (37, 2, "Sore throat and a headache. Skipped strength training, I think I am catching a cold."),
        (38, 1, "In bed with a fever. No run, no meditation, no reading, only tea and sleep."),
        (40, 2, "Fever is gone but I am still weak, so I skipped the run once more. Meditated for the first time in days."),
        (43, 4, "First run after the cold. Slow and careful, and it felt wonderful to be outside."),
        (46, 3, "Concert in town with Jonas. Home at one, no pages read, ears still ringing."),
        (50, 4, "Ten minutes of meditation are starting to feel short. I notice that I am calmer in meetings."),
        (54, 2, "Missed my run because the train was cancelled and I was stuck two hours at the station."),
        (57, 3, "Ran in the morning, then a late call with the team in Denver. Bed at midnight."),
        (60, 4, "A new start: I wrote down what I want, a half marathon in the spring, and better sleep. Small steps, every day."),
    ];
}
