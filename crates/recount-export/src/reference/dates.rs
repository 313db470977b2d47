//! Days as other tables write them.

use jiff::civil::Date;

/// Order of day, month and year where a date is written with figures alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 17/09/2016
    Dmy,
    /// 09/17/2016
    Mdy,
    /// 2016/09/17
    Ymd,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day, in this order if its figures leave that open. A time of day behind it is left out.
pub(super) fn read(text: &str, order: DateOrder) -> Option<Date> {
    let text = text.trim();
    let text = text.split_once('T').map_or(text, |(day, time)| if time.contains(':') { day } else { text });
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [one, two, three, ..] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i16>().ok();
    let month_name = |part: &str| {
        let lower = part.to_lowercase();
        let at = MONTHS.iter().position(|month| lower.len() >= 3 && lower.starts_with(month))?;
        i16::try_from(at + 1).ok()
    };
    let (year, month, day) = if one.len() == 4 {
        (number(one)?, number(two).or_else(|| month_name(two))?, number(three)?)
    } else if let Some(month) = month_name(two) {
        (number(three)?, month, number(one)?)
    } else if let Some(month) = month_name(one) {
        (number(three)?, month, number(two)?)
    } else {
        match order {
            DateOrder::Dmy => (number(three)?, number(two)?, number(one)?),
            DateOrder::Mdy => (number(three)?, number(one)?, number(two)?),
            DateOrder::Ymd => (number(one)?, number(two)?, number(three)?),
        }
    };
    if year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The one order in which all dates are days.
pub(super) fn find_order<'t>(dates: impl Iterator<Item = &'t str>) -> Result<DateOrder, String> {
    let (mut day_first, mut month_first) = (true, true);
    let mut open = None;
    for date in dates {
        let (dmy, mdy) = (read(date, DateOrder::Dmy), read(date, DateOrder::Mdy));
        if dmy.is_none() && mdy.is_none() {
            continue;
        }
        day_first &= dmy.is_some();
        month_first &= mdy.is_some();
        if dmy.is_some() && mdy.is_some() && dmy != mdy {
            open.get_or_insert(date);
        }
    }
    match (day_first, month_first, open) {
        (true, true, Some(date)) => Err(format!(
            "dates such as {date:?} can be read two ways; say --dates dmy (the day first) or --dates mdy"
        )),
        (false, true, _) => Ok(DateOrder::Mdy),
        (false, false, _) => Err("some dates put the day first and others the month; say --dates dmy or mdy, and the others are named".to_owned()),
        _ => Ok(DateOrder::Dmy),
    }
}
