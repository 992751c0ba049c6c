-- Check-ins need a habit, which erasing removes.
create trigger refuse_erased before insert on habits.goals for each row execute function erased.refuse();
create trigger refuse_erased before insert on habits.habits for each row execute function erased.refuse();
create trigger refuse_erased before insert on habits.journal for each row execute function erased.refuse();
